# usage.pl NAMESPACE PROGRAM [ARGUMENT]... runs a program on its standard streams, in the network namespace of a file,
# or in its own when the name is empty. It writes to descriptor 3 what the program took, as structures of Linux on
# x86-64: timespec before its start, timespec after its end, the status of wait4(2), its rusage. It is in perl, which
# every Debian has: ru_maxrss begins with the memory of the process that forks, and that of Node would hide the
# program's.
use strict;
use constant { CLOCK_GETTIME => 228, CLOCK_MONOTONIC => 1, SETNS => 308, CLONE_NEWNET => 0x40000000, WAIT4 => 61 };

sub now {
    my $time = "\0" x 16;
    syscall(CLOCK_GETTIME, CLOCK_MONOTONIC, $time) == 0 or die "clock_gettime: $!\n";
    return $time;
}

open my $report, '>&=', 3 or die "descriptor 3: $!\n";
if ((my $path = shift) ne '') {
    open my $namespace, '<', $path or die "$path: $!\n";
    syscall(SETNS, fileno $namespace, CLONE_NEWNET) == 0 or die "setns: $!\n";
}
my ($status, $usage) = ("\0" x 4, "\0" x 144);
my $child = fork // die "fork: $!\n";
if ($child == 0) {
    syswrite $report, now();
    close $report;
    exec { $ARGV[0] } @ARGV or die "$ARGV[0]: $!\n";
}
syscall(WAIT4, $child, $status, 0, $usage) == $child or die "wait4: $!\n";
syswrite $report, now() . $status . $usage;
