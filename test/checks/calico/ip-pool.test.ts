import {test} from 'vitest';
import check from '../../../checks/calico/ip-pool.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoConflist, calicoHelm, calicoNode, cniFile, ipPool, kubeNode} from '../builders.ts';

const files = [cniFile('10-calico.conflist', calicoConflist)];
const helm = calicoHelm();
const node = kubeNode('node-2', {labels: {'kubernetes.io/hostname': 'node-2', rack: 'a'}});
const withIpam = (settings: object) => [
	cniFile('10-calico.conflist', {
		...calicoConflist,
		plugins: [{type: 'calico', ipam: {type: 'calico-ipam', ...settings}}],
	}),
];
const ofRackB = ipPool({name: 'rack-b', nodeSelector: "rack == 'b'", cidr: '10.42.128.0/17'});
const subject = {kind: 'IPPool', name: 'default-ipv4-ippool'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		"the chart's own pool": {evidence: {pools: [ipPool()], files, helm, node}},
		'an old pool that is disabled beside the one in use': {
			evidence: {
				pools: [ipPool({name: 'old', isDisabled: true}), ipPool({cidr: '10.42.128.0/17'})],
				files,
				helm,
				node,
			},
		},
		'a second pool outside the cluster CIDR': {
			evidence: {pools: [ipPool(), ipPool({name: 'more', cidr: '172.28.0.0/16'})], files, helm, node},
		},
		'a pool for tunnels only that is disabled': {
			evidence: {
				pools: [
					ipPool(),
					ipPool({name: 'tunnels', allowedUses: ['Tunnel'], isDisabled: true, cidr: 'fd00::/64'}),
				],
				files,
				helm,
				node,
			},
		},
		'a pool for each rack': {
			evidence: {
				pools: [ipPool({name: 'rack-a', nodeSelector: "rack == 'a'"}), ofRackB],
				files,
				helm,
				node,
			},
		},
		'a selector that nobody understands': {
			evidence: {pools: [ipPool({nodeSelector: 'rack ~ b'})], files, helm, node},
		},
		'pools that the plugin is told by name': {
			evidence: {pools: [ofRackB], files: withIpam({ipv4_pools: ['rack-b']}), helm, node},
		},
		'only IPv6, with the pool of IPv4 disabled': {
			evidence: {
				pools: [ipPool({isDisabled: true}), ipPool({name: 'v6', cidr: 'fd00:42::/56'})],
				files: withIpam({assign_ipv4: 'false', assign_ipv6: 'true'}),
				helm: {charts: [], configs: []},
				node,
			},
		},
		'host-local addresses, which need no pool': {
			evidence: {
				pools: [],
				files: [
					cniFile('10-calico.conflist', {
						...calicoConflist,
						plugins: [{type: 'calico', ipam: {type: 'host-local'}}],
					}),
				],
				helm,
				node,
			},
		},
	},
	fails: {
		'no pool at all': {
			evidence: {pools: [], files, helm, node},
			findings: [{message: 'none', subject}],
		},
		'the only pool was disabled': {
			evidence: {pools: [ipPool({isDisabled: true})], files, helm, node},
			findings: [{message: 'disabled', subject, text: 'IPv4'}],
		},
		'the only pool is being deleted': {
			evidence: {pools: [ipPool({isBeingDeleted: true})], files, helm, node},
			findings: [{message: 'disabled', subject}],
		},
		'pools for other nodes, and one to be asked for': {
			evidence: {pools: [ofRackB, ipPool({assignmentMode: 'Manual'})], files, helm, node},
			findings: [
				{message: 'notForNode', subject: {kind: 'Node', name: 'node-2'}, text: 'rack-b, default-ipv4-ippool'},
			],
		},
		'a pool that the manifest of another distribution brought': {
			evidence: {pools: [ipPool({cidr: '192.168.0.0/16'})], files, helm, node},
			findings: [{message: 'foreign', subject, text: '192.168.0.0/16'}],
		},
	},
});
