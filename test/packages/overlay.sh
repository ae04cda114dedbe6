# Runs a script of the test in a copy of this machine: what it changes lands in a folder that is thrown away.
# Arguments: the folder and the script. In a mount namespace of its own, as root.
set -eu
mkdir "$1/upper" "$1/work" "$1/machine"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/machine"
mount --rbind /dev "$1/machine/dev"
mount -t proc proc "$1/machine/proc"
mount --bind "$1/packages" "$1/machine/mnt"
exec chroot "$1/machine" sh -c "$2"
