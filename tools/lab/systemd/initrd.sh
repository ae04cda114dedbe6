#!/bin/busybox sh
# First program of an emulated machine with a disk: makes the disk its root, and goes on with what the kernel's
# parameter `next` names there. The modules of this kernel and the folder of the run come from this machine; what the
# lab adds to systemd's units is laid into /run, so that nothing on the disk is the lab's.
PATH=/bin
busybox mkdir /proc /new
busybox mount -t proc proc /proc
busybox mount -t devtmpfs devtmpfs /dev
next=$(busybox sed -n 's/.*\bnext=\([^ ]*\).*/\1/p' /proc/cmdline)
while read -r module; do busybox insmod "/modules/$module"; done </modules/order
until [ -b /dev/vda ]; do busybox usleep 10000; done
busybox mount -t ext4 -o noatime /dev/vda /new

share() {
  busybox mkdir -p "/new$2"
  busybox mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=512000,cache=loose "$1" "/new$2"
}
share modules /usr/lib/modules
busybox mount -t tmpfs -o mode=755 tmpfs /new/run
share lab /run/lab
if [ -e /new/run/lab/agent.service ]; then
  units=/new/run/systemd/system
  busybox mkdir -p $units/multi-user.target.wants
  busybox cp /new/run/lab/agent.service $units/lab-agent.service
  busybox ln -s ../lab-agent.service $units/multi-user.target.wants/
fi
busybox umount /proc
busybox mount --move /dev /new/dev
exec busybox switch_root /new $next
