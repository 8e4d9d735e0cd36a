import {defineCheck, isSameAddress, registrationTrouble, textSetting, thisNode} from 'rke2-netdoctor';

const explains = ['rke2/service-stopped', 'rke2/api-unreachable'] as const;

const configuration = '/etc/rancher/rke2/config.yaml';
const ask = {
	text: 'curl -vk --max-time 5 https://{host}:9345/ping: a server of RKE2 answers "pong"',
} as const;
const restart = {text: 'systemctl restart rke2-{role}', changes: 'node'} as const;
const links = ['rke2/config-files', 'rke2/requirements-ports', 'rke2/logging'] as const;

export default defineCheck({
	id: 'rke2/registration',
	title: 'The servers let this node join',
	rationale:
		'A node joins, and after each start asks for its configuration, at the address in "server", port 9345 of a server or of a balancer that passes TCP on. Until it gets an answer that it trusts, no kubelet and no CNI runs; systemd only shows a service that is starting.',
	when: {role: ['server', 'agent']},
	needs: {journal: 'rke2.journal', configuration: 'rke2.configuration', addresses: 'ip.address'},
	messages: {
		itself: {
			severity: 'critical',
			text: 'This node was told to join through {server}, which is this node itself: {said}',
			guide: {
				steps: [
					{
						text: `In ${configuration}: server: https://ADDRESS:9345 with the address of a server that runs, or of the balancer before the servers`,
						changes: 'node',
					},
					restart,
				],
				links,
			},
			explains,
		},
		wrongPort: {
			severity: 'critical',
			text: 'This node was told to join at {server}, the port of the Kubernetes API; RKE2 takes nodes in at 9345: {said}',
			guide: {
				steps: [ask, {text: `In ${configuration}: server: https://{host}:9345`, changes: 'node'}, restart],
				links,
			},
			explains,
		},
		unreachable: {
			severity: 'critical',
			text: 'This node cannot join: {server} does not answer as it should ({count} attempts): {said}',
			guide: {
				steps: [
					ask,
					{
						text: 'If that hangs: look at the firewalls of both machines and at the network between them for TCP port 9345; if TLS hangs although TCP connects, large packets are lost: ping -c 3 -M do -s 1472 {host}',
					},
					{text: 'If it is refused: check that rke2-server runs there, and the address and port in "server"'},
					{
						text: 'If a balancer is in between: it must pass TCP on to 9345 of servers that run. One that ends the connection (EOF, reset) has no server for it, or chooses by a name in TLS (SNI) that nodes do not send',
					},
				],
				links,
			},
			explains,
		},
		notRke2: {
			severity: 'critical',
			text: 'This node cannot join: what answers at {server} is not a server of RKE2: {said}',
			guide: {
				steps: [
					ask,
					{
						text: 'A balancer must pass TCP on (nginx: stream, HAProxy: mode tcp) and not end TLS or speak HTTP itself',
					},
				],
				links,
			},
			explains,
		},
		otherApi: {
			severity: 'critical',
			text: 'This node was let in by {server}, but what it finds where the Kubernetes API should be is another service ({count} attempts): {said}',
			guide: {
				steps: [
					{
						text: 'curl -sk --max-time 5 https://{host}:6443/version: the API server answers with JSON, if only "Unauthorized"; what answers 404 is not it',
					},
					{
						text: 'If a balancer is in between: it must lead 6443 to 6443, and 9345 to 9345, of the same servers, and not one to the other',
						changes: 'cluster',
					},
					restart,
				],
				links,
			},
			explains,
		},
		certificate: {
			severity: 'critical',
			text: 'This node cannot join: it does not accept the certificate of {server}: {said}',
			guide: {
				steps: [
					{
						text: 'If it is not valid for that name or address: on all servers add it to tls-san in /etc/rancher/rke2/config.yaml and restart rke2-server, one after the other',
						changes: 'node',
					},
					{text: 'If it has expired: compare the clocks of both machines: timedatectl'},
					{
						text: 'If its authority is unknown: a balancer or proxy in between ends TLS, or this is another cluster than that of the token',
					},
				],
				links: ['rke2/config-files', 'rke2/certificates', 'rke2/logging'],
			},
			explains,
		},
		proxy: {
			severity: 'critical',
			text: 'This node cannot join: it asks {server} through an HTTP proxy, which does not take it there: {said}',
			guide: {
				steps: [
					{text: 'grep -i proxy /etc/default/rke2-{role} /etc/sysconfig/rke2-{role} /etc/environment'},
					{
						text: 'Add to NO_PROXY there: {host}, the network of the nodes, the ranges of pods and services (10.42.0.0/16,10.43.0.0/16), 127.0.0.0/8, .svc and .cluster.local',
						changes: 'node',
					},
					restart,
				],
				links: ['rke2/http-proxy', 'rke2/config-files', 'rke2/logging'],
			},
			explains,
		},
		clock: {
			severity: 'critical',
			text: 'This node cannot join: by its clock the certificate of {server} is not valid yet. The clock of this node is behind, or the one that made the certificate was ahead: {said}',
			guide: {
				steps: [
					{text: 'date -u; curl -skI https://{host}:9345/ping | grep -i ^date: the clock of the server'},
					{
						text: 'timedatectl; chronyc tracking: have the wrong one of the two follow a time server, and write the time to the clock of the machine: hwclock --systohc --utc',
						changes: 'node',
					},
					{
						text: 'If the server was ahead when the cluster was made: wait until its certificates are valid; new ones begin with their authority, so that rotating them changes nothing',
					},
				],
				links: ['rke2/certificates', 'rke2/requirements-networking', 'rke2/logging'],
			},
			explains,
		},
		token: {
			severity: 'critical',
			text: 'This node cannot join: {server} does not accept its token: {said}',
			guide: {
				steps: [
					{text: 'On a server: cat /var/lib/rancher/rke2/server/node-token'},
					{text: `Put it as token into ${configuration} of this node`, changes: 'node'},
					restart,
				],
				links: ['rke2/config-files', 'rke2/certificates', 'rke2/logging'],
			},
			explains,
		},
		mismatch: {
			severity: 'critical',
			text: 'This server cannot join: settings that must be the same on all servers differ: {said}',
			guide: {
				steps: [
					{
						text: `Compare cluster-cidr, service-cidr, cluster-dns, cluster-domain, cni, disable and egress-selector-mode in ${configuration} and config.yaml.d with those of the first server, and make them the same here`,
						changes: 'node',
					},
					restart,
				],
				links: ['rke2/server-config', 'rke2/config-files', 'rke2/logging'],
			},
			explains,
		},
	},
	*run({journal, configuration: {settings}, addresses}, {finding, environment}) {
		const trouble = registrationTrouble(journal);
		if (trouble === undefined || environment.service.value === 'running') {
			return;
		}
		const server = textSetting(settings, 'server');
		const [, bracketed, name, port] =
			/^\w+:\/\/(?:\[([^\]]+)\]|([^:/]+))(?::(\d+))?/.exec(server ?? '') ?? [];
		const host = bracketed ?? name ?? 'SERVER';
		const isItself =
			/^(?:localhost|127\..*|::1)$/.test(host) || addresses.some(({address}) => isSameAddress(address, host));
		const isUnanswered = trouble.fault === 'unreachable' || trouble.fault === 'notRke2';
		const fault =
			isItself && isUnanswered
				? 'itself'
				: port === '6443' && (isUnanswered || trouble.fault === 'token')
					? 'wrongPort'
					: trouble.fault;
		const node = thisNode(environment);
		yield finding(
			fault,
			{
				server: server ?? 'the server',
				host,
				said: trouble.message,
				count: trouble.count,
				role: environment.role.value ?? 'agent',
			},
			{kind: 'Endpoint', name: server ?? 'server'},
			{evidence: [{from: 'journal', excerpt: trouble.message}], affects: [node]},
		);
	},
});
