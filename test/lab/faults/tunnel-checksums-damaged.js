import {all, nftTable, on} from '../injections.js';

/** Offsets in bits from the outer UDP header: UDP, VXLAN, Ethernet, then IPv4's protocol, and TCP's checksum behind IPv4. */
const [protocol, checksum] = [(8 + 8 + 14 + 9) * 8, (8 + 8 + 14 + 20 + 16) * 8];

const offload =
	state =>
	({target, cluster: {network}}) =>
		target.run(['ethtool', '-K', network.overlayDevice, 'tx-checksum-ip-generic', state]);

export default {
	id: 'tunnel-checksums-damaged',
	about:
		'what the peer sends through the tunnel has wrong TCP checksums, as of a card that gets offload wrong: only pings come back',
	cni: ['canal', 'flannel'],
	node: 'agent',
	programs: {ethtool: 'ethtool'},
	expect: {cause: 'overlay/checksum-arrivals#damaged'},
	breaks: ['overlay'],
	...on(
		'server',
		all(
			// The kernel completes the checksum before the packet is damaged.
			{inject: offload('off'), heal: offload('on')},
			nftTable(
				'inet card',
				({cluster: {network}}) => `chain sent {
	type filter hook postrouting priority 300;
	udp dport ${network.overlayPort} @th,${protocol},8 6 @th,${checksum},16 set 0xdead
}`,
			),
		),
	),
};
