/** What the daemons of all CNIs say when they cannot reach the Kubernetes API. */
export const withoutApi = [
	'flannel/log#apiUnreachable',
	'canal/log#apiUnreachable',
	'calico/log#apiUnreachable',
	'cilium/agent-waits#apiUnreachable',
	'cilium/kubernetes',
] as const;

/** What network plugins say that cannot reach the Kubernetes API, of pods that start and of pods that end. */
export const pluginsWithoutApi = [
	'cni/pod-failures#apiUnreachable',
	'cni/pod-removal#apiUnreachable',
] as const;

/** The same, where the plugin waits for an answer until containerd ends it. */
export const endedWithoutApi = ['cni/plugin-failures#killed', 'cni/sandbox-failures#slow'] as const;
