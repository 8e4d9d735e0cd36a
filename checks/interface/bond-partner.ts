import {defineCheck, type Link, listAll, routeDevices, uplinkNames} from 'rke2-netdoctor';

const nobody = '00:00:00:00:00:00';

/** These, and what they stand on: a VLAN upon a bond, a bridge with one, a bridge with such a VLAN. */
const withLower = (tops: readonly Link[], links: readonly Link[]): ReadonlySet<Link> => {
	const found = new Set(tops);
	// A set is gone through to its end, with what is added on the way.
	for (const link of found) {
		for (const lower of links.filter(({name, master}) => name === link.lower || master === link.name)) {
			found.add(lower);
		}
	}
	return found;
};

export default defineCheck({
	id: 'interface/bond-partner',
	title: 'The switch speaks LACP on the bond by which this node reaches others',
	rationale:
		'A bond of the mode 802.3ad puts its ports together only with a switch that says by LACP that they belong together. Without an answer the kernel sends and takes packets by one port alone; a switch whose ports are a static group sends part of them to the other, where they are lost: some connections work, and others never.',
	needs: {links: 'ip.link', routes: 'ip.route'},
	messages: {
		silent: {
			severity: 'warning',
			text: '{bond} is to use {ports} together (802.3ad), but no switch answers its LACP: only one of them is used, and, where the switch has them in a static group, what it sends to the others is lost',
			guide: {
				steps: [
					{
						text: 'cat /proc/net/bonding/{bond}: Partner Mac Address of each port is that of the switch, when LACP works',
					},
					{
						text: 'On the switch: put the ports of this node into one LACP group (active), with the same VLANs; of two switches, only as MLAG',
						changes: 'cluster',
					},
					{
						text: 'Or, where the switch cannot: give {bond} the mode active-backup in the network configuration of this node, and take the ports out of any group on the switch',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-networking', 'rancher/networking'],
			},
		},
	},
	*run({links, routes}, {finding, environment}) {
		const main = routes.filter(({table, scope}) => table === 'main' && scope === 'link');
		const used = new Set([
			...uplinkNames(links, routes, environment.overlayDevice.value),
			...main.flatMap(routeDevices),
		]);
		const carrying = withLower(
			links.filter(({name}) => used.has(name)),
			links,
		);
		for (const {name, bond, isUp} of carrying) {
			const ports = links.filter(({master, isUp: up, hasCarrier}) => master === name && up && hasCarrier);
			// With one port there is nothing to share out.
			if (bond?.mode !== '802.3ad' || bond.partner !== nobody || !isUp || ports.length < 2) {
				continue;
			}
			yield finding(
				'silent',
				{bond: name, ports: listAll(ports.map(port => port.name))},
				{kind: 'Interface', name},
				{evidence: [{from: 'links', excerpt: `${name} bond 802.3ad partner_mac ${bond.partner}`}]},
			);
		}
	},
});
