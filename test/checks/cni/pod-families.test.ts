import {test} from 'vitest';
import check from '../../../checks/cni/pod-families.ts';
import {testCheck} from '../../../src/testing.ts';
import {canalConflist, cniFile, kubeNode} from '../builders.ts';

const name = '10-canal.conflist';
const conflist = (...subnets: readonly string[]) => ({
	...canalConflist,
	plugins: [{type: 'calico', ipam: {type: 'host-local', ranges: subnets.map(subnet => [{subnet}])}}],
});
const evidence = (podCidrs: readonly string[], content: unknown) => ({
	node: kubeNode('node-2', {podCidrs}),
	files: [cniFile(name, content)],
});
const both = ['10.42.1.0/24', '2001:cafe:42:1::/64'];

testCheck(test, check, {
	passes: {
		'one family': {evidence: evidence(['10.42.1.0/24'], canalConflist)},
		'both families': {evidence: evidence(both, conflist('usePodCidr', 'usePodCidrIPv6'))},
		'both families, written out': {evidence: evidence(both, conflist('10.42.1.0/24', '2001:cafe:42:1::/64'))},
		'a part of the range': {evidence: evidence(['10.42.1.0/24'], conflist('10.42.1.128/25'))},
		'another IPAM': {
			evidence: evidence(both, {...canalConflist, plugins: [{type: 'calico', ipam: {type: 'calico-ipam'}}]}),
		},
		'a configuration that cannot be read': {evidence: evidence(both, '{')},
		'no configuration': {evidence: {node: kubeNode('node-2', {podCidrs: both}), files: []}},
	},
	fails: {
		'the configuration knows one range only': {
			evidence: evidence(both, canalConflist),
			findings: [
				{
					message: 'missing',
					subject: {kind: 'File', name: `/etc/cni/net.d/${name}`},
					text: 'New pods get no IPv6 address: this Node has 2001:cafe:42:1::/64',
				},
			],
		},
		'the range of another node': {
			evidence: evidence(['10.42.1.0/24'], conflist('10.42.7.0/24')),
			findings: [
				{
					message: 'foreign',
					subject: {kind: 'AddressRange', name: '10.42.7.0/24'},
					text: 'not within the pod CIDR of this Node (10.42.1.0/24)',
				},
			],
		},
	},
});
