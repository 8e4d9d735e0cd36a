/** What comes between a network plugin and the API, for checks of pods that cannot start. */
export const pluginApiMessages = {
	unauthorized: {
		severity: 'critical',
		text: 'The API refuses the token of the network plugin {plugin}, so that no new pod starts on this node ({pods}): {error}',
		guide: {
			steps: [
				{
					text: 'ls -l --time-style=full-iso /etc/cni/net.d: the token in the kubeconfig there is valid for a day, and calico-node writes a new one every few hours',
				},
				{
					text: 'Delete the calico-node (rke2-canal) pod of this node, which then writes a new token: kubectl -n {daemonNamespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
					changes: 'cluster',
				},
				{
					text: 'If it is refused again: crictl logs $(crictl ps -q --name calico-node) 2>&1 | grep -i token; compare the clocks of this node and of the servers: timedatectl',
				},
			],
			links: ['kubernetes/cni-errors', 'calico/component-logs', 'calico/troubleshooting'],
		},
		explains: ['cni/pod-removal#apiRefuses'],
	},
	forbidden: {
		severity: 'critical',
		text: 'The API does not allow the network plugin {plugin} what it needs, so that no new pod starts on this node ({pods}): {error}',
		guide: {
			steps: [
				{
					text: 'kubectl get clusterrole,clusterrolebinding | grep -E "canal|calico": they come with the chart of the CNI, and a role of an older chart lacks what a newer plugin asks for',
				},
				{
					text: 'kubectl -n kube-system get helmcharts; kubectl -n kube-system logs -l job-name --tail 30 --prefix | grep helm-install: whether the last installation of the chart succeeded',
				},
				{
					text: 'Have the chart installed again: kubectl -n kube-system delete job {job}',
					changes: 'cluster',
				},
			],
			links: ['kubernetes/cni-errors', 'calico/troubleshooting', 'rke2/helmchartconfig'],
		},
		explains: ['cni/pod-removal#apiRefuses'],
	},
	apiBroken: {
		severity: 'critical',
		text: 'The network plugin {plugin} connects to the API{at}, but gets no whole answer, so that no new pod starts on this node ({pods}): {error}',
		guide: {
			steps: [
				{
					text: 'curl -k -sS --max-time 10 -o /dev/null https://{api}/openapi/v2 && curl -k https://{api}/version: small answers that come and large ones that hang are an MTU or checksum offload on the way; ping -c 3 -M do -s 1472 to each server',
				},
				{
					text: 'If each answer is slow: the API or etcd of the servers is overloaded: kubectl get --raw /readyz?verbose; iostat -x 1 3, on the servers',
				},
				{
					text: 'If only some fail: one of the servers behind the service address is not well: kubectl get endpointslices kubernetes -o yaml, and curl each',
				},
			],
			links: ['rancher/networking', 'kubernetes/cni-errors', 'kubernetes/debug-service'],
		},
		explains: ['cni/pod-removal#apiUnreachable'],
	},
	apiUnreachable: {
		severity: 'critical',
		text: 'The network plugin {plugin} does not reach the API at {address}, so that no new pod starts on this node ({pods})',
		guide: {
			steps: [
				{text: 'curl -k --max-time 3 https://{address}/version: an answer of any kind is good'},
				{
					text: 'kube-proxy, or the CNI in its place, leads to the servers: crictl ps -a --name kube-proxy; crictl logs --tail 20 $(crictl ps -aq --name kube-proxy | head -1)',
				},
				{text: 'Look at the firewall between this node and port 6443 of the servers'},
			],
			links: ['kubernetes/debug-service', 'rke2/requirements-ports', 'kubernetes/cni-errors'],
		},
		explains: ['cni/pod-removal#apiUnreachable'],
	},
	distrusts: {
		severity: 'critical',
		text: 'The network plugin {plugin} does not trust the certificate of the API, so that no new pod starts on this node ({pods}): {error}',
		guide: {
			steps: [
				{
					text: 'grep certificate-authority-data /etc/cni/net.d/*kubeconfig | cut -d: -f3 | base64 -d | cmp - /var/lib/rancher/rke2/agent/server-ca.crt: the plugin holds the CA of a former cluster, or from before the CA was renewed',
				},
				{
					text: 'Delete the calico-node (rke2-canal) pod of this node, which then writes that file anew: kubectl -n {daemonNamespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
					changes: 'cluster',
				},
				{
					text: 'If it says "not valid for" or "expired": timedatectl, and openssl s_client -connect 127.0.0.1:6443 </dev/null | openssl x509 -noout -dates -ext subjectAltName',
				},
			],
			links: ['kubernetes/cni-errors', 'rke2/certificates', 'calico/component-logs'],
		},
		explains: ['cni/pod-removal#apiRefuses'],
	},
	nodeUnknown: {
		severity: 'critical',
		text: 'The network plugin {plugin} asks for a Node that does not exist, so that no new pod starts on this node ({pods}): {error}',
		guide: {
			steps: [
				{text: 'hostname; kubectl get nodes; cat /var/lib/calico/nodename: the three must agree'},
				{
					text: 'Give the host its old name back, or set node-name in /etc/rancher/rke2/config.yaml to that of its Node, and restart RKE2',
					changes: 'node',
				},
				{
					text: 'Then delete the calico-node (rke2-canal) pod of this node, which writes the name anew: kubectl -n {daemonNamespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
					changes: 'cluster',
				},
			],
			links: ['rke2/requirements-hostname', 'kubernetes/cni-errors', 'calico/troubleshooting'],
		},
	},
	proxied: {
		severity: 'critical',
		text: 'The network plugin {plugin} asks the API at {address} by an HTTP proxy, which answers instead of it, so that no new pod starts on this node ({pods}): {error}',
		guide: {
			steps: [
				{
					text: 'tr "\\0" "\\n" < /proc/$(pgrep -o -x containerd)/environ | grep -i proxy: plugins inherit it',
				},
				{
					text: 'Add the ranges of pods, services and nodes (10.42.0.0/16,10.43.0.0/16,.svc,.cluster.local) to NO_PROXY and CONTAINERD_NO_PROXY in /etc/default/rke2-server or rke2-agent (/etc/sysconfig on SLES)',
					changes: 'node',
				},
				{text: 'systemctl restart rke2-server or rke2-agent', changes: 'node'},
			],
			links: ['rke2/http-proxy', 'kubernetes/cni-errors'],
		},
		explains: ['cni/pod-removal#apiUnreachable'],
	},
} as const;
