# First process of the guest: sets the machine up, runs the command, reports its exit status, waits to be ended.
# $1 is the run folder; its `settings` has the variables used here, its `command` is a script that becomes the command.
#
# Console lines: tty1 tells the launcher "ready" and "exit STATUS", and brings standard input, in frames of a line
# with the number of bytes and then the bytes, 0 at the end; tty2 and tty3 take standard output and error; tty4 is the
# user's terminal, when there is one. The kernel's own console, tty0, is for its messages and those of this script.
. "$1/settings"
export PATH

mount -t proc proc /proc
mount -t sysfs sysfs /sys
# Its own devices: the machine's /dev may lack the console lines. Some kernels have mounted it by themselves.
mountpoint -q /dev || mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts -o mode=620,ptmxmode=666 devpts /dev/pts
ln -sf pts/ptmx /dev/ptmx
for fd in fd:/ stdin:/0 stdout:/1 stderr:/2; do ln -sfn "/proc/self/fd${fd#*:}" "/dev/${fd%%:*}"; done
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/lock /run/lab

# Open to the end: closing a line waits for a slow reader 30 seconds at most, and then drops the rest.
exec 3<>/dev/tty1 4>/dev/tty2 5>/dev/tty3
for line in 3 4 5; do eval "stty raw -echo <&$line"; done

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

if [ -n "$TERMINAL" ]; then
  relays=
  stty rows "$ROWS" cols "$COLUMNS" </dev/tty4
  setsid -c sh "$1/command" <>/dev/tty4 >&0 2>&1 3>&- 4>&- 5>&- &
else
  # The command gets pipes, and one line of ours is not its controlling terminal.
  mkfifo /run/lab/in /run/lab/out /run/lab/err
  cat /run/lab/out >&4 3>&- 5>&- &
  relays=$!
  cat /run/lab/err >&5 3>&- 4>&- &
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
# Setting a line waits until everything written to it has gone out.
for line in 4 5; do eval "stty raw -echo <&$line"; done
echo "exit $status" >&3
echo o >/proc/sysrq-trigger
read -r _ <&3
