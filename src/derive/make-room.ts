/** A step for a full disk. Images of an archive are imported when RKE2 starts, and the kubelet cannot pull them before. */
export const makeRoom = {
	text: 'Make room: journalctl --vacuum-size=200M; crictl rmi --prune takes images that nothing uses, but not where images come from archives in /var/lib/rancher/rke2/agent/images only: there it takes what cannot be pulled again',
	changes: 'node',
} as const;
