import {defineCheck, listNames} from 'rke2-netdoctor';

export default defineCheck({
	id: 'rke2/registration-address',
	title: 'The address at which this node joins answers',
	rationale:
		'A node that has joined knows all servers and goes on without the address in "server"; when RKE2 starts again, or a node is added, it is asked first. A virtual address that kube-vip or keepalived has lost, or a balancer that is gone, therefore shows only then.',
	when: {role: ['server', 'agent']},
	needs: {registration: 'rke2.registration', contact: 'service.contact'},
	messages: {
		gone: {
			severity: 'warning',
			text: '{url}, where this node joins, does not answer ({result}), although the API servers {servers} do: the address is on no server any more, and no node can join or come back by it',
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
	*run({registration: [registration], contact}, {finding, environment}) {
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
		const isServer = servers.some(server => server.address === address);
		const data = {url, address, port, result: answer.detail ?? answer.result};
		const details = {
			evidence: [
				{from: 'registration', excerpt: `${address}:${port} ${answer.result}`, of: address},
				{from: 'contact', excerpt: `${near.address}:${near.port} answered`, of: near.address},
			],
		} as const;
		const subject = {kind: 'Endpoint', name: `${address}:${port}`} as const;
		yield isServer
			? finding('port', data, subject, details)
			: finding(
					'gone',
					{...data, servers: listNames(servers.map(server => `${server.address}:${server.port}`))},
					subject,
					details,
				);
	},
});
