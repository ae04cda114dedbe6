# First process of the guest: sets the machine up, runs the command, reports its exit status, waits to be ended.
# $1 is the run folder; its `settings` has the variables used here, its `command` is a script that becomes the command.
#
# Lines to the launcher, which the settings name: CONTROL tells it "ready" and "exit STATUS BYTES BYTES", where the
# numbers are how much output went over the other two, and brings standard input, in frames of a line with the number of
# bytes and then the bytes, 0 at the end; STDOUT and STDERR take the output; TERMINAL is the user's terminal, when there is one.
# The kernel's own console is for its messages and those of this script.
. "$1/settings"
export PATH

mount -t proc proc /proc
mount -t sysfs sysfs /sys
# Its own devices: the machine's /dev may lack the lines. Some kernels have mounted it by themselves.
mountpoint -q /dev || mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts -o mode=620,ptmxmode=666 devpts /dev/pts
ln -sf pts/ptmx /dev/ptmx
for fd in fd:/ stdin:/0 stdout:/1 stderr:/2; do ln -sfn "/proc/self/fd${fd#*:}" "/dev/${fd%%:*}"; done
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/lock /run/lab

# A driver may take its time to find its lines.
for line in "$CONTROL" "$STDOUT" "$STDERR" ${TERMINAL:+"$TERMINAL"}; do
  until [ -c "$line" ]; do sleep 0.01; done
done
# Open to the end: closing a console waits for a slow reader 30 seconds at most, and then drops the rest.
exec 3<>"$CONTROL" 4>"$STDOUT" 5>"$STDERR"
for line in 3 4 5; do eval "[ ! -t $line ] || stty raw -echo <&$line"; done

# No network, so no name server: a look-up fails at once, and does not wait for one that this machine has. Where the file is a
# link to what only this machine has, there is none already.
: >/run/lab/resolv.conf
mount --bind /run/lab/resolv.conf /etc/resolv.conf 2>/dev/null
echo lab >/proc/sys/kernel/hostname
echo "$MODPROBE" >/proc/sys/kernel/modprobe
"$MODPROBE" -q -a $MODULES 2>/dev/null
ip link set lo up

echo ready >&3

# Ends every process but this one and the relays; true when there was one. Kernel threads have no program.
end_processes() {
  found=1
  for process in /proc/[0-9]*; do
    case " 1 $relays " in *" ${process#/proc/} "*) continue ;; esac
    [ -e "$process/exe" ] && kill -KILL "${process#/proc/}" && found=0
  done 2>/dev/null
  return $found
}

# Passes on what comes, and leaves the number of bytes as the first word of the third line of the file $1.
relay() {
  LC_ALL=C exec dd bs=64k 2>"$1" 3>&-
}

relays=
if [ -n "$TERMINAL" ]; then
  stty rows "$ROWS" cols "$COLUMNS" <"$TERMINAL"
  setsid -c sh "$1/command" <>"$TERMINAL" >&0 2>&1 3>&- 4>&- 5>&- &
else
  # The command gets pipes, and one line of ours is not its controlling terminal.
  mkfifo /run/lab/in /run/lab/out /run/lab/err
  relay /run/lab/out.sent </run/lab/out >&4 5>&- &
  relays=$!
  relay /run/lab/err.sent </run/lab/err >&5 4>&- &
  relays="$relays $!"
  while read -r size <&3 && [ "$size" -gt 0 ] && head -c "$size" <&3; do :; done >/run/lab/in 4>&- 5>&- &
  setsid sh "$1/command" </run/lab/in >/run/lab/out 2>/run/lab/err 3>&- 4>&- 5>&- &
fi
wait $!
status=$?

# What the command left running would hold the pipes open.
while end_processes; do sleep 0.05; done
wait $relays
sync
sent=
for file in /run/lab/*.sent; do
  [ -e "$file" ] && { read -r _; read -r _; read -r bytes _; } <"$file" && sent="$sent $bytes"
done
echo "exit $status$sent" >&3
exec sleep infinity
