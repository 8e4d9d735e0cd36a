import {test} from 'vitest';
import cluster from '../../../checks/cni/cluster-cidr.ts';
import missing from '../../../checks/cni/pod-cidr.ts';
import overlap from '../../../checks/cni/pod-cidr-overlap.ts';
import blackhole from '../../../checks/route/blackhole.ts';
import {testCheck} from '../../../src/testing.ts';
import {kubeNode, routesOf} from '../builders.ts';
import {rules} from '../host/evidence.ts';

const node = (name: string, ...podCidrs: readonly string[]) => kubeNode(name, {podCidrs});
const self = {name: 'node-2', toldBy: 'certificate of kubelet'};
const controlPlane = {'node-role.kubernetes.io/control-plane': 'true'};
const nodeSubject = {kind: 'Node', name: 'node-2'} as const;

testCheck(test, missing, {
	passes: {
		'a pod CIDR': {evidence: {node: node('node-2', '10.42.1.0/24')}},
		'two of them': {evidence: {node: node('node-2', '10.42.1.0/24', '2001:cafe:42:1::/64')}},
	},
	fails: {
		none: {evidence: {node: node('node-2')}, findings: [{message: 'missing', subject: nodeSubject}]},
	},
});

const helm = (clusterCidr: string) => ({
	charts: [
		{
			kind: 'HelmChart' as const,
			name: 'rke2-canal',
			namespace: 'kube-system',
			duplicates: [],
			set: {'global.clusterCIDR': clusterCidr},
			isBootstrap: true,
		},
	],
	configs: [],
});

testCheck(test, cluster, {
	passes: {
		'within the cluster CIDR': {evidence: {node: node('node-2', '10.42.1.0/24'), helm: helm('10.42.0.0/16')}},
		'both families': {
			evidence: {
				node: node('node-2', '10.42.1.0/24', '2001:cafe:42:1::/64'),
				helm: helm('10.42.0.0/16,2001:cafe:42::/56'),
			},
		},
		'a chart that tells nothing': {
			evidence: {node: node('node-2', '10.42.1.0/24'), helm: {charts: [], configs: []}},
		},
	},
	fails: {
		'cluster-cidr was changed': {
			evidence: {node: node('node-2', '10.42.1.0/24'), helm: helm('172.27.0.0/16')},
			findings: [
				{message: 'outside', subject: {kind: 'AddressRange', name: '10.42.1.0/24'}, text: '172.27.0.0/16'},
			],
		},
	},
});

testCheck(test, overlap, {
	passes: {
		'neighbouring ranges': {
			evidence: {nodes: [node('node-1', '10.42.0.0/24'), node('node-2', '10.42.1.0/24'), node('node-3')]},
		},
		'ranges of both families': {
			evidence: {
				nodes: [node('node-1', '10.42.0.0/24', '2001:cafe:42::/64'), node('node-2', '10.42.1.0/24')],
			},
		},
	},
	fails: {
		'the range of a server within that of an agent, which is the one to leave': {
			evidence: {
				nodes: [
					kubeNode('node-1', {podCidrs: ['10.42.0.0/24'], labels: controlPlane}),
					node('node-2', '10.42.0.0/21'),
				],
			},
			findings: [
				{message: 'overlap', subject: nodeSubject, text: 'node-2 (10.42.0.0/21) and node-1 (10.42.0.0/24)'},
			],
		},
		'two servers': {
			evidence: {
				nodes: ['node-1', 'node-2'].map(name =>
					kubeNode(name, {podCidrs: ['10.42.1.0/24'], labels: controlPlane}),
				),
			},
			findings: [{message: 'betweenServers', subject: nodeSubject, text: 'servers node-2 (10.42.1.0/24)'}],
		},
		'the same range': {
			evidence: {nodes: [node('node-1', '10.42.1.0/24'), node('node-2', '10.42.1.0/24')]},
			findings: [{message: 'overlap', subject: nodeSubject, text: 'node-1 (10.42.1.0/24)'}],
		},
		'a range within another': {
			evidence: {
				nodes: [
					node('node-2', '10.42.5.0/24'),
					node('node-1', '10.42.0.0/21'),
					node('node-3', '10.42.8.0/24'),
				],
			},
			findings: [
				{message: 'overlap', subject: nodeSubject, text: 'node-2 (10.42.5.0/24) and node-1 (10.42.0.0/21)'},
			],
		},
	},
});

const hole = (dst: string, type = 'blackhole') => ({type, dst, flags: []});

testCheck(test, blackhole, {
	passes: {
		'the own pod CIDR': {
			evidence: {
				routes: routesOf(hole('10.42.1.0/24')),
				nodes: [node('node-1', '10.42.0.0/24'), node('node-2', '10.42.1.0/24')],
				self,
				rules,
			},
		},
		'the whole cluster CIDR, which every other route beats': {
			evidence: {
				routes: routesOf(hole('10.42.0.0/16')),
				nodes: [node('node-1', '10.42.0.0/24'), node('node-2', '10.42.1.0/24')],
				self,
				rules,
			},
		},
		'an old route that is nobody’s now': {
			evidence: {
				routes: routesOf(hole('10.42.77.0/24')),
				nodes: [node('node-1', '10.42.0.0/24'), node('node-2', '10.42.1.0/24')],
				self,
				rules,
			},
		},
		'a throw, where a later table has a way': {
			evidence: {
				routes: routesOf(hole('10.42.0.0/25', 'throw'), {
					dst: '10.42.0.0/16',
					dev: 'tun0',
					table: 'default',
					flags: [],
				}),
				nodes: [node('node-1', '10.42.0.0/24'), node('node-2', '10.42.1.0/24')],
				self,
				rules,
			},
		},
		'a throw in the table local, after which main is asked': {
			evidence: {
				routes: routesOf(
					{...hole('10.42.0.0/25', 'throw'), table: 'local'},
					{dst: '10.42.0.0/24', dev: 'flannel.1', flags: []},
				),
				nodes: [node('node-1', '10.42.0.0/24'), node('node-2', '10.42.1.0/24')],
				self,
				rules,
			},
		},
		'a hole in the own range, where each pod has a route': {
			evidence: {
				routes: routesOf(hole('10.42.1.0/25'), {dst: '10.42.1.5', dev: 'cali1', flags: []}),
				nodes: [node('node-1', '10.42.0.0/24'), node('node-2', '10.42.1.0/24')],
				self,
				rules,
			},
		},
		'a list without this node': {
			evidence: {
				routes: routesOf(hole('10.42.1.0/24')),
				nodes: [node('node-1', '10.42.0.0/24'), node('node-two', '10.42.1.0/24')],
				self,
				rules,
			},
		},
	},
	fails: {
		'a throw ends where nobody has a way': {
			evidence: {
				routes: routesOf(hole('10.42.0.0/25', 'throw')),
				nodes: [node('node-1', '10.42.0.0/24'), node('node-2', '10.42.1.0/24')],
				self,
				rules,
			},
			findings: [
				{message: 'foreign', subject: {kind: 'Route', name: '10.42.0.0/25'}, text: 'The throw route'},
			],
		},
		'a hole in front of the bridge of the own pods': {
			evidence: {
				routes: routesOf(hole('10.42.1.0/25'), {dst: '10.42.1.0/24', dev: 'cni0', flags: []}),
				nodes: [node('node-1', '10.42.0.0/24'), node('node-2', '10.42.1.0/24')],
				self,
				rules,
			},
			findings: [
				{message: 'own', subject: {kind: 'Route', name: '10.42.1.0/25'}, text: 'behind cni0 (10.42.1.0/24)'},
			],
		},
		'a security tool forbids the pods of another node': {
			evidence: {
				routes: routesOf(hole('10.42.0.0/25', 'prohibit')),
				nodes: [node('node-1', '10.42.0.0/24'), node('node-2', '10.42.1.0/24')],
				self,
				rules,
			},
			findings: [
				{message: 'foreign', subject: {kind: 'Route', name: '10.42.0.0/25'}, text: 'The prohibit route'},
			],
		},
		'after a change of pod CIDRs': {
			evidence: {
				routes: routesOf(hole('10.42.0.0/24'), hole('10.42.16.0/21')),
				nodes: [node('node-1', '10.42.0.0/21'), node('node-2', '10.42.16.0/21')],
				self,
				rules,
			},
			findings: [
				{
					message: 'foreign',
					subject: {kind: 'Route', name: '10.42.0.0/24'},
					text: 'pods of node-1 (10.42.0.0/21)',
				},
			],
		},
	},
});
