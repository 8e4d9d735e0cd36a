export default {
	id: 'service-masquerade-flushed',
	about: 'KUBE-POSTROUTING is empty',
	node: 'agent',
	expect: {cause: 'service/rules-missing#unmasqueraded'},
	inject: ({target}) =>
		target.shell(
			'iptables-nft-save -t nat | grep -- "-A KUBE-POSTROUTING" >/run/kept-masquerade; iptables-nft -t nat -F KUBE-POSTROUTING',
		),
	heal: ({target}) =>
		target.shell(
			'(echo "*nat"; cat /run/kept-masquerade; echo COMMIT) | iptables-nft-restore --noflush; rm /run/kept-masquerade',
		),
};
