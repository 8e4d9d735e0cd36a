import {defineCheck, proxyFor, rangeIndexOf, thisNode} from 'rke2-netdoctor';

/** Host and port of what may be a URL with brackets around the host. */
const hostIn = (server: string): string | undefined => {
	const [, bracketed, name] = /^https:\/\/(?:\[([^\]]+)\]|([^:/]+))/.exec(server) ?? [];
	return bracketed ?? name;
};

export default defineCheck({
	id: 'cni/plugin-proxy',
	title: 'The network plugin asks the API itself, not an HTTP proxy',
	rationale:
		"Calico's plugin asks the API for each pod. It inherits the environment of containerd, and with HTTPS_PROXY there, and the address of the API missing in NO_PROXY, it asks the proxy, which cannot reach services: no new pod starts, with errors such as unexpected EOF, Tunnel Connection Failed, Service Unavailable or a certificate for another name.",
	when: {cni: ['canal', 'calico']},
	needs: {variables: 'containerd.environment', calico: 'calico.kubeconfig', ranges: 'cluster.ranges'},
	messages: {
		asked: {
			severity: 'critical',
			text: 'The network plugin asks the proxy {proxy} for the API at {host}, which NO_PROXY of containerd does not exempt: new pods on this node fail',
			guide: {
				steps: [
					{
						text: 'grep -H PROXY /etc/default/rke2-* /etc/sysconfig/rke2-* /usr/local/lib/systemd/system/rke2-*.env',
					},
					{
						text: 'There, in NO_PROXY and, where it is set, in CONTAINERD_NO_PROXY: 127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,.svc,.cluster.local, or at least the ranges of pods, services and nodes',
						changes: 'node',
					},
					{text: 'systemctl restart rke2-{role}', changes: 'node'},
				],
				links: ['rke2/http-proxy', 'kubernetes/cni-errors'],
			},
			explains: ['cni/pod-failures', 'cni/pod-removal#apiUnreachable', 'multus/node-failures#proxied'],
		},
	},
	*run({variables, calico: {kubeconfig}, ranges}, {finding, environment}) {
		const server = kubeconfig?.ok === true ? kubeconfig.value.server : undefined;
		const host = server === undefined ? undefined : hostIn(server);
		const proxy = host === undefined ? undefined : proxyFor(host, variables);
		if (host === undefined || server === undefined || proxy === undefined) {
			return;
		}
		// The proxy may well reach the address of a server, but never that of a service.
		if (!rangeIndexOf(ranges.services)(host)) {
			return;
		}
		const role = environment.role.value ?? 'agent';
		const exempt = variables.NO_PROXY ?? variables.no_proxy ?? '';
		yield finding(
			'asked',
			{proxy, host, role},
			{kind: 'Unit', name: `rke2-${role}.service`},
			{
				evidence: [
					{from: 'variables', excerpt: `HTTPS_PROXY=${proxy} NO_PROXY=${exempt.slice(0, 200)}`},
					{from: 'calico', excerpt: `server: ${server}`},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
