import {defineCheck, listNames, thisNode} from 'rke2-netdoctor';

const pods = {text: 'kubectl -n calico-system get pods -l k8s-app=calico-typha -o wide'} as const;
const connect = {text: 'nc -zv -w 3 {first} {port}, here and on that node itself'} as const;
const open = {
	text: 'Let TCP {port} in among all nodes: in the security group of the cloud, in firewalld or ufw',
	changes: 'node',
} as const;
const links = ['rke2/requirements-ports', 'calico/typha', 'calico/network-requirements'] as const;
const starved = [
	'calico/log#typhaUnreachable',
	'calico/log#typhaAbsent',
	'calico/felix-health#notReady',
	'calico/container',
] as const;

export default defineCheck({
	id: 'calico/typha',
	title: 'This node can connect to Typha',
	rationale:
		'calico-node does not ask the API for nodes, pods and policies: it gets them from Typha, on TCP port 5473 of some nodes. A connection that is open goes on while the port is closed behind it, so that the trouble shows only when calico-node or Typha starts anew. Every endpoint that the API calls ready is connected to, without saying anything.',
	when: {cni: ['calico']},
	needs: {typha: 'calico.typha'},
	messages: {
		none: {
			severity: 'warning',
			text: 'Typha has no endpoint that is ready: a calico-node that starts now gets no data',
			guide: {
				steps: [
					pods,
					{text: 'kubectl -n calico-system describe deployment calico-typha'},
					{text: 'kubectl -n calico-system logs deployment/calico-typha --tail 50'},
				],
				links: ['calico/typha', 'calico/operator-status'],
			},
			explains: starved,
		},
		unreachable: {
			severity: 'critical',
			text: 'This node cannot connect to any of {count} Typhas ({endpoints}): {how}',
			guide: {steps: [pods, connect, open], links},
			explains: starved,
		},
		partly: {
			severity: 'warning',
			text: 'This node cannot connect to the Typhas at {endpoints} ({how}), while {others} answer: calico-node may wait long when it starts',
			guide: {steps: [pods, connect, open], links},
		},
	},
	*run({typha: {isInstalled, endpoints}}, {finding, environment}) {
		if (!isInstalled) {
			return;
		}
		const subject = {kind: 'Service', namespace: 'calico-system', name: 'calico-typha'} as const;
		const affects = [thisNode(environment)];
		if (endpoints.length === 0) {
			yield finding('none', {}, subject, {
				evidence: [{from: 'typha', excerpt: 'calico-typha: no endpoint that is ready'}],
				affects: [subject, {kind: 'Pod', namespace: 'calico-system', name: 'calico-node'}],
			});
			return;
		}
		const asked = endpoints.flatMap(({answer, ...endpoint}) =>
			answer === undefined ? [] : [{...endpoint, answer}],
		);
		const silent = asked.filter(({answer}) => answer.result !== 'answered');
		const answering = asked.filter(({answer}) => answer.result === 'answered');
		const [first] = silent;
		if (first === undefined) {
			return;
		}
		const lines = silent.map(
			({address, port, answer}) => `${address}:${port} ${answer.result} ${answer.detail ?? ''}`,
		);
		const data = {
			endpoints: listNames(silent.map(({address}) => address)),
			how: first.answer.result === 'reset' ? 'refused' : first.answer.result,
			first: first.address,
			port: first.port,
		};
		const details = {
			evidence: [
				{from: 'typha', of: `nc -z ${first.address} ${first.port}`, excerpt: lines.join('\n').trim()},
			],
			about: silent.flatMap(({nodeName}) =>
				nodeName === undefined ? [] : [{kind: 'Node', name: nodeName} as const],
			),
		} as const;
		if (answering.length === 0) {
			yield finding('unreachable', {...data, count: silent.length}, subject, {...details, affects});
		} else {
			const others = listNames(answering.map(({address}) => address));
			yield finding('partly', {...data, others}, subject, {...details, affects: [subject]});
		}
	},
});
