/** The rules of the other back-end lead to endpoints of another time. */
const copyRules = `iptables-nft-save -t nat | sed -n '/^\\*nat/p;/^:KUBE-\\(S\\|MARK\\|NODEPORTS\\)/p;/-A KUBE-\\(S\\|MARK\\|NODEPORTS\\)/p;/-A \\(PREROUTING\\|OUTPUT\\) .*-j KUBE-SERVICES/p;/^COMMIT/p' |
	sed 's/10\\.42\\.[0-9]*\\.[0-9]*:53/10.42.9.53:53/' | iptables-legacy-restore`;

export default {
	id: 'kube-proxy-rules-in-both',
	about: 'a former kube-proxy has left its rules in legacy iptables, and they lead to pods that are gone',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'netfilter/backend-split#stale'},
	// The legacy table stays until the cluster is built anew: there is no heal.
	inject: ({target}) => target.shell(copyRules),
};
