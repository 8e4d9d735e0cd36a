import type {IpFamily} from '../core/environment.ts';
import {calicoAnnouncementOf, vtepMacOf} from '../parsers/calico-annotations.ts';
import type {Route} from '../parsers/ip-route.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import {contains, formatCidr, networkOf, normaliseAddress, parseAddress, parseCidr} from './cidr.ts';
import type {Vtep, VtepAnnouncements} from './vtep-announcement.ts';

/** Blocks that Calico allows: https://docs.tigera.io/calico/latest/reference/resources/ippool#block-sizes */
const largestBlock = {ipv4: 20, ipv6: 116} as const;
const usualBlock = {ipv4: 26, ipv6: 122} as const;

interface Ranges {
	readonly family: IpFamily;
	/** Routes of one family in the table main that are no wider than a block. */
	readonly blocks: readonly {readonly range: NonNullable<ReturnType<typeof parseCidr>>}[];
}

const rangesIn = (routes: readonly Route[], family: IpFamily): Ranges => ({
	family,
	blocks: routes
		.filter(route => route.family === family && route.table === 'main')
		.flatMap(({destination}) => {
			const range = parseCidr(destination);
			return range === undefined || range.prefix < largestBlock[family] ? [] : [{range}];
		})
		.toSorted((one, other) => other.range.prefix - one.range.prefix),
});

/**
 * The block that holds the address of a peer's tunnel. Agents may not read blocks, so that the kernel tells its size:
 * by the narrowest route to that address, or, where it has none, as Calico sizes blocks unless told otherwise.
 */
const blockOf = (tunnel: string, {family, blocks}: Ranges): string | undefined => {
	const address = parseAddress(tunnel);
	if (address?.family !== family) {
		return undefined;
	}
	const known = blocks.find(({range}) => contains(range, address))?.range;
	return formatCidr(networkOf(known ?? {...address, prefix: usualBlock[family]}));
};

/** What Calico's nodes announce for VXLAN in one family, in the form in which flannel's are compared with the kernel. */
export const calicoVteps = (
	nodes: readonly KubeNode[],
	family: IpFamily,
	routes: readonly Route[],
): VtepAnnouncements => {
	const ranges = rangesIn(routes, family);
	const vteps = nodes.flatMap((node): readonly Vtep[] => {
		const {address = '', vxlanTunnel = '', vxlanMac} = calicoAnnouncementOf(node.annotations)[family] ?? {};
		const publicIp = normaliseAddress(address.split('/')[0] ?? '');
		const gateway = normaliseAddress(vxlanTunnel);
		const podCidr = gateway === undefined ? undefined : blockOf(gateway, ranges);
		if (publicIp === undefined || gateway === undefined || podCidr === undefined) {
			return [];
		}
		const mac = vxlanMac ?? vtepMacOf(node.name, family);
		const told = `IPv${family === 'ipv4' ? 4 : 6}Address ${address}, VXLANTunnelAddr ${vxlanTunnel}, MAC by its name ${mac}`;
		return [{node: node.name, podCidr, gateway, publicIp, mac, told}];
	});
	return {vteps, skipped: [], podCidrs: new Set(), macs: new Set(), duplicates: []};
};
