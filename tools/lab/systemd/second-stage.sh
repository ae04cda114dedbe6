#!/bin/sh
# First process of a tree whose packages are unpacked: configures them, as the second stage of debootstrap does. What is
# said last tells whether that has succeeded.
export PATH=/usr/sbin:/usr/bin DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true LC_ALL=C HOME=/root
exec >/dev/console 2>&1

configure_all() {
  set -e
  mount -t proc proc /proc
  mount -t sysfs sysfs /sys
  # Who unpacked the packages need not have been root.
  find / -xdev \( ! -uid 0 -o ! -gid 0 \) -exec chown -h 0:0 {} +
  # The others take the users that it makes for granted.
  dpkg --force-unsafe-io --force-depends --configure base-passwd
  dpkg --force-unsafe-io --configure --pending
  dpkg --audit

  # A machine without an id takes every boot for its first one, and enables every unit.
  systemd-machine-id-setup
  # What systemd would make anew at every first boot is there already.
  touch /etc/.updated /var/.updated
  echo lab >/etc/hostname
  echo '127.0.0.1 localhost lab' >/etc/hosts
}

# Not a part of a condition: `set -e` means nothing there.
(configure_all)
status=$?
sync
echo "the second stage ended with status $status"
mount -o remount,ro /
echo o >/proc/sysrq-trigger
sleep 60
