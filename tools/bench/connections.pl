# connections.pl VIRTUAL REAL PORTS COUNT makes connections through the UDP service 127.0.0.1:VIRTUAL, with one
# datagram each. They come from PORTS ports, starting at 10000, of every loopback address from 127.0.0.2 on. Nobody
# reads at the server, 127.0.0.1:REAL. All are sent from one raw socket, because a socket for each connection takes
# ten times as long.
use strict;
use Socket;
use constant { IPPROTO_RAW => 255, IPPROTO_UDP => 17 };

my ($virtual, $real, $ports, $count) = @ARGV;
# Without it the kernel would answer every datagram that the port is closed.
socket(my $server, PF_INET, SOCK_DGRAM, 0) or die "socket: $!\n";
bind($server, pack_sockaddr_in($real, INADDR_LOOPBACK)) or die "port $real: $!\n";

socket(my $raw, PF_INET, SOCK_RAW, IPPROTO_RAW) or die "raw socket: $!\n";
my $to = pack_sockaddr_in(0, INADDR_LOOPBACK);
for my $number (0 .. $count - 1) {
    my $source = inet_aton('127.0.0.' . (2 + int($number / $ports)));
    # IPv4: version and header's words, type of service, length, id, flags, time to live, protocol, a checksum that the
    # kernel fills in, addresses. UDP: ports, length, no checksum, a byte.
    my $header = pack 'C2 n3 C2 n a4 a4', 0x45, 0, 29, 0, 0, 64, IPPROTO_UDP, 0, $source, INADDR_LOOPBACK;
    my $datagram = pack 'n4 a', 10000 + $number % $ports, $virtual, 9, 0, 'x';
    send($raw, $header . $datagram, 0, $to) // die "send: $!\n";
}
