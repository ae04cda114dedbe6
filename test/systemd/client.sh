#!/bin/bash
# client.sh ask: connects once to the service, and says which server has answered.
# client.sh watch FOLDER: holds one connection and makes others, until FOLDER/done is there; then says how many others
# were made, and whether the one that was held is alive. FOLDER/held is there once it holds.
service=/dev/tcp/10.9.0.1/80

ask() {
  exec 5<>"$service" && read -r -t 20 name <&5 && echo "$name"
}

case $1 in
  ask) ask ;;
  watch)
    exec 6<>"$service" && read -r -t 20 held <&6 || exit 1
    touch "$2/held"
    count=0
    until [ -e "$2/done" ]; do
      (ask) >/dev/null || exit 1
      count=$((count + 1))
    done
    echo alive >&6
    read -r -t 20 answer <&6
    echo "$count $held $answer"
    ;;
esac
