import {test} from 'vitest';
import check from '../../../checks/calico/felix-override.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode} from '../builders.ts';

const general = {name: 'default', spec: {vxlanVNI: 4096, vxlanPort: 4789, healthPort: 9099}};

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'one configuration for all': {evidence: {configurations: [general]}},
		'one for this node that differs in its log level only': {
			evidence: {configurations: [general, {name: 'node.node-2', spec: {logSeverityScreen: 'Debug'}}]},
		},
		'one for this node that says the same': {
			evidence: {
				configurations: [
					{name: 'default', spec: {}},
					{name: 'node.node-2', spec: {vxlanPort: 4789}},
				],
			},
		},
		'one for another node': {
			evidence: {configurations: [general, {name: 'node.node-3', spec: {vxlanPort: 4790}}]},
		},
	},
	fails: {
		'another port on this node alone': {
			evidence: {configurations: [general, {name: 'node.node-2', spec: {vxlanPort: 4790}}]},
			findings: [{message: 'differs', subject: {kind: 'Node', name: 'node-2'}, text: 'vxlanPort 4790'}],
		},
	},
});
