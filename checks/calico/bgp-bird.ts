import {defineCheck, thisNode} from 'rke2-netdoctor';

/** BIRD waits until calico-node has found the node's address and confd has written a configuration. */
const startsWithin = 3 * 60_000;

export default defineCheck({
	id: 'calico/bgp-bird',
	title: 'BIRD answers on its control socket',
	rationale:
		'With BGP, Calico tells other nodes and routers by way of BIRD, a process in calico-node, where the pods of this node are, and learns where theirs are. Where BIRD does not run, routes stay as they are and grow stale, and other nodes take back those to this node. Felix and the kubelet notice nothing of it.',
	when: {cni: ['calico'], bgp: true},
	needs: {daemons: 'bird.status', containers: 'crictl.containers', now: 'system.clock'},
	wants: {processes: 'process.list'},
	messages: {
		absent: {
			severity: 'critical',
			text: 'BGP is on, but {bird} has not started in the {minutes} {minutes:minute|minutes} that calico-node runs: there is no {socket}',
			guide: {
				steps: [
					{text: 'crictl logs $(crictl ps -q --name calico-node) 2>&1 | grep -iE "bird|confd|autodetect"'},
					{
						text: "Check that calico-node found the node's address: kubectl get node {node} -o yaml | grep projectcalico.org/",
					},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['calico/bgp-peer-status', 'calico/component-logs', 'calico/ip-autodetection'],
			},
			explains: ['bird.*', 'dns/endpoint-unreachable'],
		},
		refused: {
			severity: 'critical',
			text: '{bird} has ended: its socket {socket} is there, and nobody listens on it',
			guide: {
				steps: [
					{text: 'crictl logs --tail 100 $(crictl ps -q --name calico-node) 2>&1 | grep -i bird'},
					{text: 'crictl exec $(crictl ps -q --name calico-node) sv status bird bird6 confd felix'},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['calico/bgp-peer-status', 'calico/component-logs', 'calico/node-readiness'],
			},
			explains: ['bird.*', 'dns/endpoint-unreachable'],
		},
		silent: {
			severity: 'critical',
			text: '{bird} hangs: it takes the connection on {socket} and says nothing',
			guide: {
				steps: [
					{text: 'ps -o pid,stat,pcpu,wchan:20,args -C bird,bird6'},
					{
						text: 'Count the routes, which a router may send by the hundred thousand: ip route show table all | wc -l',
					},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['calico/component-logs', 'calico/bgp-peer-status'],
			},
			explains: ['bird.*', 'dns/endpoint-unreachable'],
		},
	},
	*run({daemons, containers, now, processes}, {finding, environment}) {
		const run = containers.find(({name, state}) => name === 'calico-node' && state === 'running');
		if (run === undefined || now - run.createdAt < startsWithin) {
			return;
		}
		const minutes = Math.floor((now - run.createdAt) / 60_000);
		const node = environment.nodeName.value ?? 'NODE';
		const isDual = environment.families.value?.includes('ipv6') === true;
		const isIpv4 = environment.families.value?.includes('ipv4') !== false;
		for (const family of ['ipv4', 'ipv6'] as const) {
			const daemon = daemons[family];
			const isUsed = family === 'ipv4' ? isIpv4 : isDual;
			if (daemon.state === 'answers' || !isUsed) {
				continue;
			}
			const program = family === 'ipv4' ? 'bird' : 'bird6';
			const socket = `/var/run/calico/${program}.ctl`;
			const running = processes?.filter(({commandLine}) => commandLine.startsWith(`${program} `));
			yield finding(
				daemon.state,
				{bird: family === 'ipv4' ? 'BIRD' : 'BIRD for IPv6', socket, node, minutes},
				{kind: 'Pod', namespace: 'calico-system', name: `calico-node/${program}`},
				{
					evidence: [
						{from: 'daemons', of: socket, excerpt: daemon.detail},
						...(running === undefined
							? []
							: [
									{
										from: 'processes',
										excerpt:
											running.map(({pid, commandLine}) => `${pid} ${commandLine}`).join('\n') ||
											`no process ${program}`,
									} as const,
								]),
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
