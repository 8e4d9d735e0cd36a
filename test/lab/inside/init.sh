# Process 1 of a node: builds the node's root over the machine's, then only reaps orphans.
# Usage: init.sh DIRECTORY PROJECT NODE-BINARY API-OBJECTS HIDDEN...
set -eu
# The machine's /proc is still mounted, so this is the process id as the machine counts.
read -r pid rest </proc/self/stat
directory=$1 project=$2 binary=$3 api=$4
shift 4

root=$directory/root
mkdir -p "$directory/upper" "$directory/work" "$root"
mount -t overlay -o "lowerdir=/,upperdir=$directory/upper,workdir=$directory/work" overlay "$root"
for path in "$@"; do
	if [ -e "$root$path" ]; then mount -t tmpfs tmpfs "$root$path"; fi
done
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount -t sysfs -o nosuid,nodev,noexec sysfs "$root/sys"
mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 "$root/sys/fs/cgroup"
# Its own: root in a node could otherwise replace a device of the machine.
mount -t tmpfs -o mode=0755,nosuid,noexec tmpfs "$root/dev"
for device in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
	name=${device%%:*} number=${device#*:}
	mknod -m 0666 "$root/dev/$name" c "${number%:*}" "${number#*:}"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,nosuid,noexec,mode=0620,ptmxmode=0666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for number in 0:stdin 1:stdout 2:stderr; do
	ln -s "/proc/self/fd/${number%:*}" "$root/dev/${number#*:}"
done
mount -t tmpfs -o mode=0755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"

# Both may lie on another file system than the root's, which the overlay does not show.
mkdir -p "$root$project"
mount --rbind "$project" "$root$project"
mount -o remount,bind,ro "$root$project"
if [ ! -x "$root$binary" ]; then
	mkdir -p "$root${binary%/*}"
	mount --bind "${binary%/*}" "$root${binary%/*}"
fi
mkdir -p "$root/run/lab/api" "$root/run/lab/pid" "$root/run/lab/ready" "$root/run/lab/log" "$root/run/lab/bin"
mount --bind "$api" "$root/run/lab/api"

mkdir "$root/run/machine"
cd "$root"
pivot_root . run/machine
cd /
umount -l /run/machine
rmdir /run/machine
ip link set lo up
echo "$pid"
exec >/dev/null </dev/null

while :; do
	sleep 3600 &
	wait $!
done
