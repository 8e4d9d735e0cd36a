import {defineCheck, journalMessage} from 'rke2-netdoctor';

/** One fails when a server is restarted; it is tried again every few seconds. */
const leastFailures = 5;

/** pkg/agent/tunnel of https://github.com/k3s-io/k3s; rancher/remotedialer says the same twice. */
const failed = /Remotedialer proxy error.*error="((?:[^"\\]|\\.)*)".*url="?wss:\/\/([^/"]+)\//;
const stands = /Remotedialer connected to proxy.*wss:\/\/([^/"]+)\//;

export default defineCheck({
	id: 'rke2/tunnel',
	title: 'The tunnels from this node to the servers stand',
	rationale:
		'Each node keeps a tunnel to port 9345 of every server, by the address that the server announces. The API reaches the kubelet, and with the egress selector pods, only through it: without it the node is Ready, while kubectl logs and exec, webhooks and metrics of it fail with "502 Bad Gateway" or time out, by one server or all. Five failures in a quarter of an hour count that no success followed.',
	needs: {journal: 'rke2.tunnels'},
	messages: {
		broken: {
			severity: 'critical',
			text: 'The tunnel from this node to the server {server} does not stand ({count} attempts of late): kubectl logs and exec, webhooks and metrics fail where that server asks: {error}',
			guide: {
				steps: [
					{text: 'curl -vk --max-time 5 https://{server}/ping: a server of RKE2 answers "pong"'},
					{
						text: 'If it hangs or is refused: TCP port 9345 must be open from this node to every server, also where nodes join by a balancer',
					},
					{
						text: 'If {server} is no address that this node can reach: set node-ip or advertise-address on that server, and restart rke2-server there',
						changes: 'node',
					},
					{
						text: 'If its certificate or the token is refused (bad handshake, 401, x509): restart RKE2 on this node, which asks for its configuration anew',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-ports', 'rke2/server-config', 'rke2/logging'],
			},
		},
	},
	*run({journal}, {finding}) {
		const open = new Map<string, {readonly count: number; readonly error: string; readonly line: string}>();
		for (const line of journal) {
			const [, error = '', server] = failed.exec(line) ?? [];
			const [, connected] = stands.exec(line) ?? [];
			if (server !== undefined) {
				open.set(server, {
					count: (open.get(server)?.count ?? 0) + 1,
					error: error.replaceAll('\\', ''),
					line,
				});
			} else if (connected !== undefined) {
				open.delete(connected);
			}
		}
		for (const [server, {count, error, line}] of open) {
			if (count >= leastFailures) {
				yield finding(
					'broken',
					{server, count, error},
					{kind: 'Endpoint', name: server},
					{
						evidence: [
							{from: 'journal', excerpt: `${journalMessage(line)} error="${error}" url="wss://${server}"`},
						],
					},
				);
			}
		}
	},
});
