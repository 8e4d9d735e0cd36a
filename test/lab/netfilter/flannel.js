const rule = (match, verdict) =>
	`-A FLANNEL-POSTRTG ${match} -m comment --comment "flanneld masq" -j ${verdict}`;
const masquerade = 'MASQUERADE --random-fully';

/** Canal turns flannel's forward rules off, so there is no FLANNEL-FWD. */
export const flannelRules = (node, {pods}) => ({
	nat: [
		':FLANNEL-POSTRTG - [0:0]',
		'-A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG',
		rule('-m mark --mark 0x4000/0x4000', 'RETURN'),
		rule(`-s ${node.podCidr} -d ${pods}`, 'RETURN'),
		rule(`-s ${pods} -d ${node.podCidr}`, 'RETURN'),
		rule(`! -s ${pods} -d ${node.podCidr}`, 'RETURN'),
		rule(`-s ${pods} ! -d 224.0.0.0/4`, masquerade),
		rule(`! -s ${pods} -d ${pods}`, masquerade),
	],
});

/** rke2-flannel leaves the forward rules on. */
export const flannelForwardRules = ({pods}) => ({
	filter: [
		':FLANNEL-FWD - [0:0]',
		'-A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD',
		`-A FLANNEL-FWD -s ${pods} -m comment --comment "flanneld forward" -j ACCEPT`,
		`-A FLANNEL-FWD -d ${pods} -m comment --comment "flanneld forward" -j ACCEPT`,
	],
});
