# First process of the new namespaces of `--native`: sets them up and runs the command. $1 is the run folder.
. "$1/settings"
export PATH
# The mounts are this namespace's own: unshare(1) has made them private.
mount -t tmpfs -o mode=755 tmpfs /run && mount -t sysfs sysfs /sys && ip link set lo up && echo lab >/proc/sys/kernel/hostname || {
  echo 'lab: cannot set up the namespaces' >&2
  exit 125
}
sh "$1/command"
