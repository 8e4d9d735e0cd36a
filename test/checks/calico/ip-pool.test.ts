import {test} from 'vitest';
import check from '../../../checks/calico/ip-pool.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoConflist, calicoHelm, calicoNode, cniFile, ipPool} from '../builders.ts';

const files = [cniFile('10-calico.conflist', calicoConflist)];
const helm = calicoHelm();
const subject = {kind: 'IPPool', name: 'default-ipv4-ippool'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		"the chart's own pool": {evidence: {pools: [ipPool()], files, helm}},
		'an old pool that is disabled beside the one in use': {
			evidence: {
				pools: [ipPool({name: 'old', isDisabled: true}), ipPool({cidr: '10.42.128.0/17'})],
				files,
				helm,
			},
		},
		'a second pool outside the cluster CIDR': {
			evidence: {pools: [ipPool(), ipPool({name: 'more', cidr: '172.28.0.0/16'})], files, helm},
		},
		'a pool for tunnels only that is disabled': {
			evidence: {
				pools: [
					ipPool(),
					ipPool({name: 'tunnels', allowedUses: ['Tunnel'], isDisabled: true, cidr: 'fd00::/64'}),
				],
				files,
				helm,
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
			},
		},
	},
	fails: {
		'no pool at all': {
			evidence: {pools: [], files, helm},
			findings: [{message: 'none', subject}],
		},
		'the only pool was disabled': {
			evidence: {pools: [ipPool({isDisabled: true})], files, helm},
			findings: [{message: 'disabled', subject, text: 'IPv4'}],
		},
		'the only pool is being deleted': {
			evidence: {pools: [ipPool({isBeingDeleted: true})], files, helm},
			findings: [{message: 'disabled', subject}],
		},
		'a pool that the manifest of another distribution brought': {
			evidence: {pools: [ipPool({cidr: '192.168.0.0/16'})], files, helm},
			findings: [{message: 'foreign', subject, text: '192.168.0.0/16'}],
		},
	},
});
