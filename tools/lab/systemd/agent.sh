# Takes scripts from the lab and runs them one by one, as root. A script comes as a line with its number of bytes, and
# then these. The answer is a line "exit STATUS BYTES BYTES", and then so many bytes of output and of errors.
set -u
folder=/run/lab-agent
mkdir -p "$folder"
# The first number of its name counts all devices of the machine.
until [ -c "$(echo /dev/vport*p1)" ]; do sleep 0.1; done
exec 3<>"$(echo /dev/vport*p1)"
echo ready >&3
cd /root
while read -r size <&3; do
  head -c "$size" <&3 >"$folder/script"
  bash "$folder/script" </dev/null >"$folder/out" 2>"$folder/err" 3>&-
  echo "exit $? $(stat -c %s "$folder/out") $(stat -c %s "$folder/err")" >&3
  cat "$folder/out" "$folder/err" >&3
done
