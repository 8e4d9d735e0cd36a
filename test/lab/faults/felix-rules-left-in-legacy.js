const former = `*filter
:cali-FORWARD - [0:0]
:cali-from-wl-dispatch - [0:0]
:cali-fw-cali0a1b2c3d4e5 - [0:0]
-A FORWARD -m comment --comment "cali:wUHhoiAYhphO9Mso" -j cali-FORWARD
-A cali-FORWARD -i cali+ -m comment --comment "cali:8ZoYfO5HKXWbB3pk" -j cali-from-wl-dispatch
-A cali-from-wl-dispatch -i cali0a1b2c3d4e5 -m comment --comment "cali:abcdefghijklmnop" -g cali-fw-cali0a1b2c3d4e5
-A cali-from-wl-dispatch -m comment --comment "cali:zTj6P0TIgYvgz-md" -m comment --comment "Unknown interface" -j DROP
COMMIT
`;

export default {
	id: 'felix-rules-left-in-legacy',
	about:
		'what Felix wrote with iptables-legacy before an upgrade knows none of the pods and drops what they send',
	cni: ['calico', 'canal'],
	node: 'server',
	expect: {cause: 'netfilter/former-felix#unaware', subject: 'Calico chains'},
	breaks: ['pods', 'pods-full-size', 'dns-external'],
	// The legacy table stays until the cluster is built anew: there is no heal.
	inject: ({target}) => target.run(['iptables-legacy-restore', '-n'], {input: former}),
};
