#!/bin/busybox sh
# First program of an emulated machine: makes this machine's files its root, and goes on with guest.sh of the folder
# that the kernel's parameter `lab` names. Without one it only shows that the machine runs.
PATH=/bin
busybox mkdir /proc /new
busybox mount -t proc proc /proc
folder=$(busybox sed -n 's/.*\blab=\([^ ]*\).*/\1/p' /proc/cmdline)
if [ -z "$folder" ]; then
  echo 'the machine runs'
  echo o >/proc/sysrq-trigger
  busybox sleep 60
fi
while read -r module; do busybox insmod "/modules/$module"; done </modules/order
busybox umount /proc
busybox mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=loose root /new
exec busybox switch_root /new /bin/sh "$folder/guest.sh" "$folder"
