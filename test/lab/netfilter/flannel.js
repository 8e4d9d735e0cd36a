const rule = (match, verdict) =>
	`-A FLANNEL-POSTRTG ${match} -m comment --comment "flanneld masq" -j ${verdict}`;
const masquerade = 'MASQUERADE --random-fully';

const masqueradeRules = (own, pods, multicast) => ({
	nat: [
		':FLANNEL-POSTRTG - [0:0]',
		'-A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG',
		rule('-m mark --mark 0x4000/0x4000', 'RETURN'),
		rule(`-s ${own} -d ${pods}`, 'RETURN'),
		rule(`-s ${pods} -d ${own}`, 'RETURN'),
		rule(`! -s ${pods} -d ${own}`, 'RETURN'),
		rule(`-s ${pods} ! -d ${multicast}`, masquerade),
		rule(`! -s ${pods} -d ${pods}`, masquerade),
	],
});

/** Canal turns flannel's forward rules off, so there is no FLANNEL-FWD. */
export const flannelRules = (node, network, family = 'ipv4') =>
	family === 'ipv4'
		? masqueradeRules(node.podCidr, network.pods, '224.0.0.0/4')
		: masqueradeRules(node.ipv6.podCidr, network.ipv6.pods, 'ff00::/8');

/** rke2-flannel leaves the forward rules on. */
export const flannelForwardRules = ({pods}) => ({
	filter: [
		':FLANNEL-FWD - [0:0]',
		'-A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD',
		`-A FLANNEL-FWD -s ${pods} -m comment --comment "flanneld forward" -j ACCEPT`,
		`-A FLANNEL-FWD -d ${pods} -m comment --comment "flanneld forward" -j ACCEPT`,
	],
});
