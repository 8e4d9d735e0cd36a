import {defineCheck, excludeCniDevices, listNames, managedDevices, thisNode} from 'rke2-netdoctor';

const steps = [
	excludeCniDevices,
	{
		text: 'With another CNI add its devices to that line, such as interface-name:cilium* and interface-name:lxc*, or interface-name:cni0',
	},
	{
		text: 'systemctl reload NetworkManager',
		changes: 'node',
	},
	{
		text: 'Reboot: what it has taken over it gives back only after that',
		changes: 'node',
	},
] as const;
const links = ['rke2/known-issues-networkmanager'] as const;

/** What NetworkManager takes from devices that it manages. */
const symptoms = [
	'overlay/vxlan-down',
	'overlay/vxlan-address',
	'overlay/peer-route',
	'calico/workload-link',
] as const;

export default defineCheck({
	id: 'host/network-manager',
	title: 'NetworkManager leaves the devices of the CNI alone',
	rationale:
		'NetworkManager changes addresses and routes of the devices it manages, also of those that the CNI has made: routes of the overlay vanish hours later. RKE2 asks to exclude them in a file of their own. What NetworkManager does counts more than what the file says: a later file can replace the list, and a list read after the device was taken over changes nothing.',
	needs: {manager: 'networkmanager.state', links: 'ip.link'},
	messages: {
		managed: {
			severity: 'critical',
			text: 'NetworkManager manages {devices} with a connection of its own: it changes addresses and routes that belong to the CNI',
			guide: {steps, links},
			explains: symptoms,
		},
		tracked: {
			severity: 'warning',
			text: 'NetworkManager does not leave {devices} alone (state {state}, expected unmanaged): it may change addresses and routes that belong to the CNI',
			guide: {steps, links},
			explains: symptoms,
		},
		notReloaded: {
			severity: 'warning',
			text: '{path} tells NetworkManager to leave {devices} alone, but it still manages them: the file was not read since',
			guide: {
				steps: [
					{text: 'systemctl reload NetworkManager', changes: 'node'},
					{text: 'If the devices are still not unmanaged, drain this node and reboot it: nmcli device'},
				],
				links,
			},
			explains: symptoms,
		},
		notExcluded: {
			severity: 'warning',
			text: 'NetworkManager runs and no file tells it to leave {devices} alone{list}',
			guide: {steps, links},
		},
	},
	*run({manager, links: devices}, {finding, environment}) {
		if (manager === undefined) {
			return;
		}
		const {notReloaded, managed, tracked, notExcluded} = managedDevices(manager, devices);
		const {path = '/etc/NetworkManager/conf.d', specs} = manager.configuration.unmanaged;
		const subject = {kind: 'Unit', name: 'NetworkManager.service'} as const;
		const affects = [thisNode(environment)];
		const list = `unmanaged-devices=${specs.join(';')}`;
		const told = {from: 'manager', of: path, excerpt: list} as const;
		const seen = (group: readonly Device[]) =>
			({from: 'manager', of: 'nmcli', excerpt: group.slice(0, 5).map(lineOf).join('\n')}) as const;
		if (notReloaded.length > 0) {
			const data = {path, devices: listNames(notReloaded.map(({name}) => name))};
			yield finding('notReloaded', data, subject, {evidence: [seen(notReloaded), told], affects});
		}
		if (managed.length > 0) {
			const data = {devices: listNames(managed.map(({name}) => name))};
			yield finding('managed', data, subject, {evidence: [seen(managed)], affects});
		}
		const [first] = tracked;
		if (first !== undefined) {
			const data = {devices: listNames(tracked.map(({name}) => name)), state: stateOf(first)};
			yield finding('tracked', data, subject, {evidence: [seen(tracked)], affects});
		}
		if (notExcluded.length > 0) {
			const others = specs.length === 0 ? '' : `: the list in ${path} does not name them`;
			yield finding('notExcluded', {devices: listNames(notExcluded), list: others}, subject, {
				evidence: [specs.length === 0 ? {...told, excerpt: 'no unmanaged-devices'} : told],
				affects,
			});
		}
	},
});

type Device = ReturnType<typeof managedDevices>['tracked'][number];

const stateOf = ({state, isExternal}: Device): string => (isExternal ? `${state} (externally)` : state);
const lineOf = (device: Device): string => `${device.name}:${stateOf(device)}:${device.type}`;
