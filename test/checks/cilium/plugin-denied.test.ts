import {test} from 'vitest';
import check from '../../../checks/cilium/plugin-denied.ts';
import {testCheck} from '../../../src/testing.ts';
import {ciliumConflist, cniFile, entries} from '../builders.ts';
import {onCilium} from '../cilium-builders.ts';
import {logOf} from '../cilium-log-builders.ts';

const files = [cniFile('05-cilium.conflist', ciliumConflist)];
const multus = cniFile('00-multus.conf', {
	cniVersion: '0.3.1',
	name: 'multus-cni-network',
	type: 'multus-shim',
});
const withoutPortmap = entries('cilium-cni', 'loopback');
const says = (message: string) => logOf(message, {container: 'install-portmap-cni-plugin'});
const copy = "cp: cannot create regular file '/host/opt/cni/bin/portmap': Permission denied";
const subject = {kind: 'Directory', name: '/opt/cni/bin'} as const;
const environment = onCilium;

testCheck(test, check, {
	passes: {
		'a second directory that this host does not have, as everywhere': {
			environment,
			evidence: {
				files,
				binaries: entries('cilium-cni', 'loopback', 'portmap'),
				logs: says('/host/secondary-bin-dir is non-writeable, skipping'),
				mode: 'enforcing',
			},
		},
		'a plugin that was there before': {
			environment,
			evidence: {
				files,
				binaries: entries('cilium-cni', 'loopback', 'portmap'),
				logs: says(copy),
				mode: 'enforcing',
			},
		},
		'a plugin that somebody has removed since': {
			environment,
			evidence: {files, binaries: withoutPortmap, logs: says('Wrote portmap'), mode: 'enforcing'},
		},
		'a configuration of Multus in front, whose own plugin is not there': {
			environment,
			evidence: {
				files: [multus, ...files],
				binaries: entries('cilium-cni', 'loopback', 'portmap'),
				logs: says(copy),
				mode: 'enforcing',
			},
		},
		'no configuration yet': {
			environment,
			evidence: {files: [], binaries: withoutPortmap, logs: says(copy), mode: 'enforcing'},
		},
	},
	fails: {
		'a copy that SELinux denies': {
			environment,
			evidence: {files, binaries: withoutPortmap, logs: says(copy), mode: 'enforcing'},
			findings: [
				{
					message: 'denied',
					subject,
					text: 'may not write portmap to /opt/cni/bin of this host, where SELinux',
				},
			],
		},
		'a copy that SELinux denies, with a configuration of Multus in front': {
			environment,
			evidence: {files: [multus, ...files], binaries: withoutPortmap, logs: says(copy), mode: 'enforcing'},
			findings: [{message: 'denied', subject, text: 'may not write portmap to /opt/cni/bin'}],
		},
		'a script that skips the directory': {
			environment,
			evidence: {
				files,
				binaries: withoutPortmap,
				logs: says('/host/opt/cni/bin is non-writeable, skipping'),
				mode: 'disabled',
			},
			findings: [{message: 'denied', subject, text: 'is non-writeable, skipping'}],
		},
	},
});
