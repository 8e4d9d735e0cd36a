import {
	addressLine,
	brokenBy,
	defineCheck,
	flannelDevicesOf,
	flannelPodOf,
	isSameAddress,
	vxlanLine,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'overlay/vxlan-source',
	title: "The source address of flannel's VXLAN device is on the interface it sends by",
	rationale:
		'flannel fixes source address and interface of its tunnel when it starts. After a change of the address, or a move of it to a bridge or bond, the kernel refuses to send, or sends by an interface that leads nowhere, until flannel is restarted.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {links: 'ip.link', addresses: 'ip.address'},
	messages: {
		gone: {
			severity: 'critical',
			text: '{device} sends from {local}, an address that no interface of this node has any more',
			guide: {
				steps: [
					{text: 'ip -br address'},
					{
						text: 'If the address changed by mistake, bring it back; nodes of a cluster need fixed addresses',
						changes: 'node',
					},
					{
						text: 'If the new address is meant: kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['flannel/interface-selection', 'flannel/troubleshooting'],
			},
			explains: ['overlay/vxlan-lower-device', 'overlay/peer-unreachable', 'interface/flannel-iface'],
		},
		elsewhere: {
			severity: 'critical',
			text: '{device} sends by {lower}, but its source address {local} is on {holder}',
			guide: {
				steps: [
					{text: 'ip -d link show {device}'},
					{text: 'ip -br address'},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['flannel/interface-selection', 'rke2/canal'],
			},
			explains: ['overlay/vxlan-lower-device', 'overlay/peer-unreachable', 'interface/flannel-iface'],
		},
	},
	*run({links, addresses}, {finding, environment}) {
		for (const device of flannelDevicesOf(environment, links)) {
			const {link, name} = device;
			const {local, lower} = link?.vxlan ?? {};
			if (link === undefined || local === undefined) {
				continue;
			}
			const holders = addresses.filter(({address}) => isSameAddress(address, local));
			const [holder] = holders;
			const subject = {kind: 'Interface', name} as const;
			const affects = brokenBy(device, environment);
			const pod = flannelPodOf(environment);
			if (holder === undefined) {
				const ofLower = addresses.filter(({link: owner}) => owner === lower).map(addressLine);
				yield finding('gone', {device: name, local, ...pod}, subject, {
					evidence: [
						{from: 'links', excerpt: vxlanLine(link)},
						{from: 'addresses', excerpt: ofLower.join('\n') || `${lower ?? name}: no address`},
					],
					affects,
				});
			} else if (lower !== undefined && holders.every(({link: owner}) => owner !== lower)) {
				yield finding('elsewhere', {device: name, lower, local, holder: holder.link, ...pod}, subject, {
					evidence: [
						{from: 'links', excerpt: vxlanLine(link)},
						{from: 'addresses', excerpt: addressLine(holder)},
					],
					affects,
				});
			}
		}
	},
});
