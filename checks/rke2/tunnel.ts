import {
	defineCheck,
	isInService,
	journalMessage,
	journalTime,
	type KubeNode,
	listNames,
	standingOf,
} from 'rke2-netdoctor';

const minute = 60_000;
/** A server that is restarted or upgraded is away for some minutes; it is tried again every few seconds. */
const leastFailures = 5;
const lasting = 5 * minute;
const recent = 1.5 * minute;
/** Several servers that refuse fill the journal that is read: failures from its begin on have lasted for longer. */
const cut = {lasting: 2 * minute, begin: 0.5 * minute} as const;
/** On a server, where nobody asks of itself. */
const leastQuestions = 3;

/** pkg/agent/tunnel of https://github.com/k3s-io/k3s; rancher/remotedialer says the same twice. */
const failed = /Remotedialer proxy error.*error="((?:[^"\\]|\\.)*)".*url="?wss:\/\/([^/"]+)\//;
const stands = /Remotedialer connected to proxy.*wss:\/\/([^/"]+)\//;
/** The server is no longer one of the API's endpoints. */
const given = /Stopped tunnel to ([^\s"]+)/;

/** rancher/remotedialer, on a server: somebody asks for a node, or a node comes. */
const missed = /failed to find Session for client ([^\s"\\]+)/;
const came = /backend connection request \[([^\s\]]+)\]/;

interface Silence {
	readonly count: number;
	/** Of the first and of the last failure, in milliseconds since the epoch. */
	readonly since: number;
	readonly time: number;
	readonly error: string;
	readonly line: string;
}

const isLasting = ({since, time}: Silence, cutAt: number | undefined): boolean =>
	time - since >= lasting ||
	(cutAt !== undefined && time - since >= cut.lasting && since - cutAt <= cut.begin);

const isHost = (ip: string, server: string): boolean => server === `[${ip}]:9345` || server === `${ip}:9345`;

export default defineCheck({
	id: 'rke2/tunnel',
	title: 'The tunnels from this node to the servers stand',
	rationale:
		'Each node keeps a tunnel to port 9345 of every server, by the address that the server announces. The API reaches the kubelet, and with the egress selector pods, only through it: without it the node is Ready, while kubectl logs and exec, webhooks and metrics of it fail with "502 Bad Gateway" or time out, by one server or all. Failures over five minutes count that go on, unless the server is drained or gone.',
	needs: {journal: 'rke2.tunnels', nodes: 'kubernetes.nodes', now: 'system.clock'},
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
						text: 'If its certificate or the token is refused (bad handshake, 401, x509, connect not allowed): restart RKE2 on this node, which asks for its configuration anew',
						changes: 'node',
					},
					{
						text: 'If it is refused again: does another machine run under the name of this node? kubectl get nodes -o wide, and the journal of rke2-server on {server}',
					},
				],
				links: ['rke2/requirements-ports', 'rke2/server-config', 'rke2/logging'],
			},
		},
		session: {
			severity: 'warning',
			text: '{nodes}, which {which:is|are} Ready, {which:holds|hold} no tunnel to this server ({count} questions in vain of late): kubectl logs and exec, and metrics of pods there fail with "502 Bad Gateway" when this server is asked',
			guide: {
				steps: [
					{
						text: 'On {first}: journalctl -u rke2-agent -u rke2-server | grep -i -e remotedialer -e "tunnel to" | tail: does it know this server, and what does it say of port 9345?',
					},
					{
						text: 'On {first}: curl -vk --max-time 5 https://{server}:9345/ping: a server of RKE2 answers "pong"',
					},
					{
						text: 'If that answers, the tunnel of {first} has died without a word: restart RKE2 there, which leaves pods running: systemctl restart rke2-agent or rke2-server',
						changes: 'node',
					},
					{
						text: 'If not: let TCP port 9345 pass from every node to every server, also where nodes join by a balancer',
						changes: 'cluster',
					},
				],
				links: ['rke2/requirements-ports', 'rke2/logging', 'rke2/server-config'],
			},
		},
	},
	*run({journal: {lines, cutAt}, nodes, now}, {finding, environment}) {
		const asked = missedNodes(lines, nodes, now);
		const [worst] = asked.toSorted((one, other) => other.count - one.count);
		const self = environment.nodeName.value;
		if (worst !== undefined) {
			const names = asked.map(({node}) => node);
			yield finding(
				'session',
				{
					nodes: listNames(names),
					first: worst.node,
					...{which: names.length, count: asked.reduce((sum, one) => sum + one.count, 0)},
					server: nodes.find(({name}) => name === self)?.internalIps[0] ?? 'SERVER',
				},
				{kind: 'Node', name: self ?? 'this server'},
				{
					evidence: [{from: 'journal', excerpt: journalMessage(worst.line)}],
					about: names.map(name => ({kind: 'Node', name}) as const),
				},
			);
		}
		const open = new Map<string, Silence>();
		for (const line of lines) {
			const [, error = '', server] = failed.exec(line) ?? [];
			const [, over] = stands.exec(line) ?? given.exec(line) ?? [];
			const time = journalTime(line);
			if (server !== undefined) {
				const {count = 0, since = time} = open.get(server) ?? {};
				open.set(server, {count: count + 1, since, time, error: error.replaceAll('\\', ''), line});
			} else if (over !== undefined) {
				open.delete(over);
			}
		}
		for (const [server, silence] of open) {
			const {count, time, error, line} = silence;
			const node = nodes.find(({internalIps}) => internalIps.some(ip => isHost(ip, server)));
			const isExpected = node === undefined || isInService(standingOf(node));
			if (isExpected && count >= leastFailures && isLasting(silence, cutAt) && now - time < recent) {
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

/** Nodes in service that are asked for again and again, and did not come since: one that has just started comes within a minute. */
const missedNodes = (
	journal: readonly string[],
	nodes: readonly KubeNode[],
	now: number,
): readonly {readonly node: string; readonly count: number; readonly line: string}[] => {
	const open = new Map<string, string[]>();
	for (const line of journal) {
		const node = missed.exec(line)?.[1];
		const back = came.exec(line)?.[1];
		if (node !== undefined) {
			open.set(node, [...(open.get(node) ?? []), line]);
		} else if (back !== undefined) {
			open.delete(back);
		}
	}
	return [...open].flatMap(([node, lines]) => {
		const [first = '', last = ''] = [lines[0], lines.at(-1)];
		const known = nodes.find(({name}) => name === node);
		const isLasting =
			lines.length >= leastQuestions &&
			journalTime(last) - journalTime(first) >= 2 * minute &&
			now - journalTime(last) < lasting;
		return isLasting && known !== undefined && isInService(standingOf(known))
			? [{node, count: lines.length, line: last}]
			: [];
	});
};
