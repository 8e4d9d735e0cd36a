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
mount --rbind /dev "$root/dev"
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
