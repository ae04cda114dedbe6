#!/bin/bash
# The network of the director: a client and two real servers, each in a network namespace of its own. The director
# is the gateway of all three, so services forward by NAT. Each server says its name, and then sends back what it gets.
set -e
echo 1 >/proc/sys/net/ipv4/ip_forward
number=0
for name in client one two; do
  ip netns add $name
  ip link add to-$name type veth peer name eth0 netns $name
  ip address add 10.9.$number.1/24 dev to-$name
  ip link set to-$name up
  ip -n $name address add 10.9.$number.2/24 dev eth0
  ip -n $name link set eth0 up
  ip -n $name route add default via 10.9.$number.1
  number=$((number + 1))
done
for name in one two; do
  ip netns exec $name socat TCP-LISTEN:80,reuseaddr,fork,backlog=100 SYSTEM:"echo $name; exec cat" &
  until ip netns exec $name ss -Hltn 'sport = :80' | grep -q LISTEN; do sleep 0.1; done
done
