import {defineCheck, isClusterDevice, isPodDevice, isLeftAlone, thisNode} from 'rke2-netdoctor';

const steps = [
	{
		text: 'printf "[keyfile]\\nunmanaged-devices=interface-name:flannel*;interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico;interface-name:vxlan-v6.calico;interface-name:wireguard.cali;interface-name:wg-v6.cali\\n" > /etc/NetworkManager/conf.d/rke2-canal.conf',
		changes: 'node',
	},
	{text: 'With another CNI add its devices to that line, such as interface-name:cilium* and interface-name:lxc*, or interface-name:cni0'},
	{text: 'systemctl reload NetworkManager, then reboot: what it has taken over it gives back only after that', changes: 'node'},
] as const;
const links = ['rke2/known-issues-networkmanager'] as const;

/** RKE2's file names these; of other devices only a connection of NetworkManager's own is known to do harm. */
const isDocumented = (name: string): boolean =>
	/^(?:flannel|cali|tunl|vxlan(?:-v6)?\.calico|wireguard\.cali|wg-v6\.cali)/.test(name);

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
		},
		tracked: {
			severity: 'warning',
			text: 'NetworkManager does not leave {devices} alone (state {state}, expected unmanaged): it may change addresses and routes that belong to the CNI',
			guide: {steps, links},
		},
		notReloaded: {
			severity: 'warning',
			text: '{path} tells NetworkManager to leave {devices} alone, but it still manages them: the file was not read since',
			guide: {
				steps: [
					{text: 'systemctl reload NetworkManager', changes: 'node'},
					{text: 'nmcli device: if the devices are still not unmanaged, drain this node and reboot it'},
				],
				links,
			},
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
		const names = devices.filter(({name}) => isClusterDevice(name)).map(({name}) => name);
		const {configuration} = manager;
		const excluded = (name: string): boolean | undefined =>
			isLeftAlone(configuration, devices.find(device => device.name === name) ?? {name});
		const subject = {kind: 'Unit', name: 'NetworkManager.service'} as const;
		const affects = [thisNode(environment)];
		const inWords = (some: readonly string[]): string =>
			some.length > 4 ? `${some.slice(0, 3).join(', ')} and ${some.length - 3} more` : some.join(', ');
		if (manager.devices === undefined) {
			// udev rules that NetworkManager ships keep it away from veth pairs.
			const open = names.filter(name => isDocumented(name) && !isPodDevice(name) && excluded(name) === false);
			if (open.length > 0) {
				const {path, specs} = configuration.unmanaged;
				const list = path === undefined ? '' : `: the list in ${path} does not name them`;
				const excerpt = path === undefined ? 'no unmanaged-devices' : `unmanaged-devices=${specs.join(';')}`;
				yield finding('notExcluded', {devices: inWords(open), list}, subject, {
					evidence: [{from: 'manager', excerpt, of: path ?? '/etc/NetworkManager/conf.d'}],
					affects,
				});
			}
			return;
		}
		const live = manager.devices.filter(
			device =>
				names.includes(device.name) &&
				device.state !== 'unmanaged' &&
				(isDocumented(device.name) || isOwned(device)),
		);
		const groups = [
			['notReloaded', live.filter(({name}) => excluded(name) === true)],
			['managed', live.filter(device => excluded(device.name) !== true && isOwned(device))],
			['tracked', live.filter(device => excluded(device.name) !== true && !isOwned(device))],
		] as const;
		for (const [message, group] of groups) {
			const [first] = group;
			if (first === undefined) {
				continue;
			}
			const evidence = [
				{
					from: 'manager',
					of: 'nmcli',
					excerpt: group
						.slice(0, 5)
						.map(({name, state, isExternal, type}) => `${name}:${state}${isExternal ? ' (externally)' : ''}:${type}`)
						.join('\n'),
				},
			] as const;
			const listed = inWords(group.map(({name}) => name));
			if (message === 'notReloaded') {
				const {path = '/etc/NetworkManager/conf.d', specs} = configuration.unmanaged;
				yield finding(message, {path, devices: listed}, subject, {
					evidence: [...evidence, {from: 'manager', of: path, excerpt: `unmanaged-devices=${specs.join(';')}`}],
					affects,
				});
			} else if (message === 'managed') {
				yield finding(message, {devices: listed}, subject, {evidence, affects});
			} else {
				const state = first.isExternal ? `${first.state} (externally)` : first.state;
				yield finding(message, {devices: listed, state}, subject, {evidence, affects});
			}
		}
	},
});

/** Active with a profile, which brings addresses and routes of its own. */
const isOwned = ({state, isExternal}: {readonly state: string; readonly isExternal?: true}): boolean =>
	isExternal !== true && /^(?:connected|connecting|deactivating)/.test(state);
