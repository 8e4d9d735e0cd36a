/** With this the pod writes its configuration and its kubeconfig, and its init container the plugins, again. */
export const restartMultusPod = {
	text: 'kubectl -n kube-system delete pod -l app=rke2-multus --field-selector spec.nodeName={node}: the new pod writes configuration, kubeconfig and plugins again',
	changes: 'cluster',
} as const;
