import {atPort, defineCheck, isSameAddress, listNames} from 'rke2-netdoctor';

export default defineCheck({
	id: 'rke2/registration-address',
	title: 'The address at which this node joins answers',
	rationale:
		'A node that has joined knows all servers and goes on, even when RKE2 starts again, without the address in "server", which may be that of a first server long gone. A new node asks no other. A virtual address that kube-vip has lost, or a balancer that is gone, therefore shows only then.',
	when: {role: ['server', 'agent']},
	needs: {
		registration: 'rke2.registration',
		contact: 'service.contact',
		balanced: 'rke2.load-balancer',
		endpoint: 'kubernetes.endpoint',
		pods: 'crictl.pods',
		addresses: 'ip.address',
	},
	messages: {
		here: {
			severity: 'warning',
			text: '{address}, where nodes join ({url}), is on this agent itself ({device}), where nothing answers for the servers ({result}): whoever asks that address for the API or to join ends here, in vain',
			guide: {
				steps: [
					{
						text: 'ip -brief address show | grep -w {address}; crictl pods --name kube-vip; systemctl status keepalived',
					},
					{
						text: 'Where kube-vip holds it: let it run on servers only: nodeSelector node-role.kubernetes.io/control-plane: "true" in its DaemonSet, or affinity, and no toleration that opens agents',
						changes: 'cluster',
					},
					{
						text: 'Where keepalived or somebody by hand has put it here: take it away, or let a balancer on this node pass 6443 and 9345 on to the servers',
						changes: 'node',
					},
				],
				links: ['rke2/config-files', 'rke2/requirements-ports', 'rke2/server-config'],
			},
		},
		gone: {
			severity: 'warning',
			text: '{url}, where this node joins, does not answer ({result}), although the API servers {servers} do: the address is on no server any more, and no node can join by it',
			guide: {
				steps: [
					{text: 'On every server: ip -brief address show | grep {address}'},
					{
						text: 'Where kube-vip holds it: kubectl -n kube-system get pods -o wide | grep kube-vip; restart it by kubectl -n kube-system delete pod, when it is on no server',
						changes: 'cluster',
					},
					{text: 'Where keepalived or a balancer holds it: systemctl status keepalived there'},
					{
						text: 'Until then: the address of a server that runs as "server" in /etc/rancher/rke2/config.yaml',
						changes: 'node',
					},
				],
				links: ['rke2/config-files', 'rke2/requirements-ports', 'rke2/server-config'],
			},
		},
		unused: {
			severity: 'info',
			text: '{url}, where this node joined, does not answer ({result}); this node goes on by the API servers {servers}, but no node can join with that address',
			guide: {
				steps: [
					{
						text: 'If {address} was a server that is no more: write the address of one that stays, or better a fixed one before all servers, as "server" in /etc/rancher/rke2/config.yaml of every node; it needs no restart',
						changes: 'node',
					},
					{
						text: 'If it is a virtual address or a balancer: on every server ip -brief address show | grep {address}, and look after what holds it',
					},
				],
				links: ['rke2/config-files', 'rke2/server-config', 'rke2/requirements-ports'],
			},
		},
		port: {
			severity: 'warning',
			text: '{url}, where this node joins, does not answer ({result}), although the API of that server does: something between the two drops or refuses TCP port {port}',
			guide: {
				steps: [
					{text: 'curl -k --max-time 3 https://{address}:9345/ping: a server of RKE2 answers "pong"'},
					{
						text: 'Let TCP port 9345 pass from all nodes to all servers: firewall, security group, hypervisor',
						changes: 'cluster',
					},
				],
				links: ['rke2/requirements-ports', 'rke2/config-files'],
			},
		},
	},
	*run({registration: [registration], contact, balanced, endpoint, pods, addresses}, {finding, environment}) {
		// A service that does not run tells more in its journal.
		if (registration === undefined || environment.service.value !== 'running') {
			return;
		}
		const {url, address, port, answer} = registration;
		const servers = contact.endpoints.filter(endpoint => endpoint.answer?.result === 'answered');
		const [near] = servers;
		if (answer.result === 'answered' || near === undefined) {
			return;
		}
		const data = {url, address, port, result: answer.detail ?? answer.result};
		const details = {
			evidence: [
				{from: 'registration', excerpt: `${address}:${port} ${answer.result}`, of: address},
				{from: 'contact', excerpt: `${atPort(near.address, near.port)} answered`, of: near.address},
			],
		} as const;
		const subject = {kind: 'Endpoint', name: `${address}:${port}`} as const;
		const own = addresses.find(one => isSameAddress(one.address, address));
		if (own !== undefined) {
			yield finding('here', {...data, device: own.link}, subject, details);
			return;
		}
		if (servers.some(server => server.address === address)) {
			yield finding('port', data, subject, details);
			return;
		}
		// https://github.com/k3s-io/k3s/blob/master/pkg/agent/loadbalancer/servers.go: an agent keeps the servers on disk.
		const isServed =
			environment.role.value === 'server'
				? !pods.some(({name, isReady}) => isReady && name.startsWith('kube-vip'))
				: endpoint.state === 'ready' &&
					balanced.some(server => !server.replace(/[[\]]/g, '').startsWith(`${address}:`));
		yield finding(
			isServed ? 'unused' : 'gone',
			{...data, servers: listNames(servers.map(server => atPort(server.address, server.port)))},
			subject,
			details,
		);
	},
});
