import {test} from 'vitest';
import check from '../../../checks/multus/readiness-indicator.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {cniFile} from '../builders.ts';
import {canalFile, thin, thinFile, withMultus} from './builders.ts';

const environment = withMultus;
const path = '/run/flannel/subnet.env';
const files = [cniFile('00-multus.conf', thin(undefined, {readinessindicatorfile: path})), canalFile];

testCheck(test, check, {
	passes: {
		'no indicator': {environment, evidence: {files: [thinFile, canalFile], indicator: {exists: false}}},
		'a file that exists': {environment, evidence: {files, indicator: {path, exists: true}}},
		'no file of Multus, which is another finding': {
			environment,
			evidence: {files: [canalFile], indicator: {exists: false}},
		},
	},
	fails: {
		'the file of flannel on Canal': {
			environment,
			evidence: {files, indicator: {path, exists: false}},
			findings: [{message: 'never', subject: {kind: 'File', name: path}}],
		},
		'the file of flannel on Flannel, which does not run': {
			environment: {...environment, cni: told('flannel')},
			evidence: {files, indicator: {path, exists: false}},
			findings: [{message: 'missing', subject: {kind: 'File', name: path}}],
		},
	},
});
