# First process of the new namespaces of `--native`: sets them up and runs the command. $1 is the run folder.
. "$1/settings"
export PATH
# The mounts are this namespace's own: unshare(1) has made them private.
mount -t tmpfs -o mode=755 tmpfs /run && mount -t sysfs sysfs /sys && ip link set lo up && echo lab >/proc/sys/kernel/hostname || {
  echo 'lab: cannot set up the namespaces' >&2
  exit 125
}
# No network, so no name server: a look-up fails at once, and does not wait for one that this machine has.
: >/run/resolv.conf
mount --bind /run/resolv.conf /etc/resolv.conf 2>/dev/null
sh "$1/command"
