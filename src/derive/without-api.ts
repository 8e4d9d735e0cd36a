/** What the daemons of all CNIs say when they cannot reach the Kubernetes API. */
export const withoutApi = [
	'flannel/log#apiUnreachable',
	'canal/log#apiUnreachable',
	'calico/log#apiUnreachable',
	'cilium/agent-waits#apiUnreachable',
	'cilium/kubernetes',
] as const;
