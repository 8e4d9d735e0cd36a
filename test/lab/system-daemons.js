import {all, editedFile} from './injections.js';
import {restoreNetfilter} from './netfilter/rules.js';

const startBus = `
mkdir -p /run/dbus
setsid dbus-daemon --system --nofork --nopidfile </dev/null >/run/lab/log/dbus-daemon 2>&1 &
for try in $(seq 100); do [ -S /run/dbus/system_bus_socket ] && break; sleep 0.1; done`;

const activeUnit = name => ({
	LoadState: 'loaded',
	ActiveState: 'active',
	SubState: 'running',
	UnitFileState: 'enabled',
	FragmentPath: `/lib/systemd/system/${name}`,
});

/**
 * A real daemon of the distribution, with a bus of its own in the node's /run; only what systemctl says of it is the
 * lab's. `start` is shell, `ready` a command that succeeds when it answers. It changes too much to be healed: the cluster is
 * built anew.
 */
export const systemDaemon = (unit, start, ready) => {
	const {inject} = all(
		editedFile('/run/lab/units.json', text =>
			JSON.stringify({...JSON.parse(text), [unit]: activeUnit(unit)}),
		),
		{
			inject: ({target}) =>
				target.shell(`${startBus}
${start}
for try in $(seq 150); do if ${ready} >/dev/null 2>&1; then exit 0; fi; sleep 0.2; done
echo "${unit} does not answer" >&2; cat /run/lab/log/${unit} >&2; exit 1`),
		},
	);
	return {inject};
};

const firewalldDaemon = systemDaemon(
	'firewalld.service',
	'setsid firewalld --nofork --nopid </dev/null >/run/lab/log/firewalld.service 2>&1 &',
	'firewall-cmd --state',
);

/** It flushes all of iptables when it starts; a moment later kube-proxy, Felix and flannel have written theirs again. */
export const firewalld = {
	inject: async lab => {
		await firewalldDaemon.inject(lab);
		await restoreNetfilter(lab.target, lab.cluster);
	},
};

// Without udev it waits for nothing only where /sys cannot be written. What Debian's udev rule says of veth pairs is told by file.
const networkManagerStart = `
mkdir -p /run/NetworkManager
unshare --mount sh -c '
	mount --bind /sys /sys; mount -o remount,bind,ro /sys
	mkdir -p /var/lib/NetworkManager; mount -t tmpfs tmpfs /var/lib/NetworkManager
	exec setsid NetworkManager --no-daemon' </dev/null >/run/lab/log/NetworkManager.service 2>&1 &`;

/** `unmanaged` are further specs of devices that it leaves alone, by the file that RKE2 asks for. */
export const networkManager = (...unmanaged) => ({
	inject: async lab => {
		await lab.target.write([
			{path: '/etc/NetworkManager/conf.d/lab.conf', content: '[main]\ndns=none\nno-auto-default=*\n'},
			{
				path: '/etc/NetworkManager/conf.d/rke2-canal.conf',
				content: `[keyfile]\nunmanaged-devices=${['driver:veth', ...unmanaged].join(';')}\n`,
			},
		]);
		await systemDaemon(
			'NetworkManager.service',
			networkManagerStart,
			'nmcli -t -f RUNNING general | grep -q ^running && sleep 1',
		).inject(lab);
		// It ends by itself after ten idle seconds, which would look like a change by the program.
		await lab.target.shell('pkill -x nm-dispatcher || true');
	},
});
