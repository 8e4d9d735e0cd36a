import {test} from 'vitest';
import check from '../../../checks/multus/plugin-failures.ts';
import {testCheck} from '../../../src/testing.ts';
import {sandbox} from '../builders.ts';
import {withMultus as environment} from './builders.ts';
import {added, busy, of, web} from './failures.ts';
import {attemptsIn, failureLog} from './kubelet-log.ts';

testCheck(test, check, {
	passes: {
		'an empty log': {environment, evidence: {...of(''), log: []}},
		'two failures, as of a pod that was early': {environment, evidence: of(`${added}${busy}`, {times: 2})},
		'failures of an hour ago': {environment, evidence: of(`${added}${busy}`, {quietMinutes: 60})},
		'a pod that has started since': {
			environment,
			evidence: {...of(`${added}${busy}`), sandboxes: [sandbox('web-7d4b9c6f5d-x7k2p')]},
		},
		'what has no signature, which is for multus/pod-failures': {
			environment,
			evidence: of(`${added}unknown mode`),
		},
	},
	fails: {
		'a plugin that is not installed': {
			environment,
			evidence: of(`${added}failed to find plugin "whereabouts" in path [/opt/cni/bin]`),
			findings: [{message: 'pluginMissing', subject: web, text: 'no plugin whereabouts'}],
		},
		'a plugin of another architecture': {
			environment,
			evidence: of(
				`${added}netplugin failed with no error message: fork/exec /opt/cni/bin/macvlan: exec format error`,
			),
			findings: [{message: 'pluginBroken', subject: web, text: '/opt/cni/bin/macvlan: exec format error'}],
		},
		'a master that this node does not have': {
			environment,
			evidence: of(`${added}Link not found`),
			findings: [{message: 'linkMissing', subject: web, text: 'the network lan builds'}],
		},
		'a master that ipvlan uses': {
			environment,
			evidence: of(`${added}${busy}`),
			findings: [{message: 'masterBusy', subject: web, text: 'no macvlan can be made'}],
		},
		'no virtual function': {
			environment,
			evidence: of(`${added}SRIOV-CNI failed to load netconf: LoadConf(): VF pci addr is required`),
			findings: [{message: 'noDevice', subject: web, text: 'no SR-IOV device for the network lan'}],
		},
		'a plugin that is older than the definition': {
			environment,
			evidence: of(`${added}incompatible CNI versions; config is "1.1.0", plugin supports ["0.3.1" "1.0.0"]`),
			findings: [{message: 'cniVersion', subject: web, text: 'cniVersion 1.1.0'}],
		},
		'two default routes': {
			environment,
			evidence: of(`${added}failed to add route '{0.0.0.0/0 via 192.168.50.1 dev net1}': file exists`),
			findings: [{message: 'routeExists', subject: web, text: 'the route 0.0.0.0/0'}],
		},
		'a bridge of a former range': {
			environment,
			evidence: of(
				`${added}failed to set bridge addr: "br0" already has an IP address different from 192.168.50.1/24`,
			),
			findings: [{message: 'bridgeAddress', subject: web, text: 'the bridge br0 of the network lan'}],
		},
		'a plugin that crashes': {
			environment,
			evidence: of(
				`${added}netplugin failed but error parsing its diagnostic message "": unexpected end of JSON input`,
			),
			findings: [{message: 'pluginCrashed', subject: web, text: 'unexpected end of JSON input'}],
		},
		'a plugin that complains on stderr of a master that is not there, which libcni quotes': {
			environment,
			evidence: of(`${added}netplugin failed: "failed to lookup master: Link not found\\n"`),
			findings: [{message: 'linkMissing', subject: web, text: 'the network lan builds'}],
		},
		'one interface for two networks': {
			environment,
			evidence: of(`${added}validateIfName: interface name net1 already exists`),
			findings: [{message: 'interfaceTaken', subject: web, text: 'an interface net1 already'}],
		},
		'what the daemon of thick Multus hands on': {
			environment,
			evidence: {
				...of(''),
				log: attemptsIn(
					failureLog(
						`CmdAdd (shim): CNI request failed with status 400: 'ContainerID:"4f1c" IfName:"eth0" Path:"" ERRORED: error configuring pod [default/web-7d4b9c6f5d-x7k2p] networking: ${added}${busy}\n'`,
						{plugin: 'multus-shim'},
					),
				),
			},
			findings: [{message: 'masterBusy', subject: web, text: 'network lan'}],
		},
	},
});
