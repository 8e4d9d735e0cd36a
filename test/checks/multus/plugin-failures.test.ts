import {test} from 'vitest';
import check from '../../../checks/multus/plugin-failures.ts';
import {parseKlog} from '../../../src/parsers/klog.ts';
import {testCheck} from '../../../src/testing.ts';
import {sandbox} from '../builders.ts';
import {canalFile, thinFile, withMultus} from './builders.ts';
import {failureLog} from './kubelet-log.ts';

const environment = withMultus;
const files = [thinFile, canalFile];
const web = {kind: 'Pod', namespace: 'default', name: 'web'} as const;
const added = '[default/web-7d4b9c6f5d-x7k2p/0a1b2c:lan]: error adding container to network "lan": ';
const of = (error: string, more: Parameters<typeof failureLog>[1] = {}) => ({
	log: parseKlog(failureLog(`${added}${error}`, more)),
	sandboxes: [],
	files,
});
const finds = (message: keyof typeof check.messages, error: string, text: string) => ({
	environment,
	evidence: of(error),
	findings: [{message, subject: web, text}] as const,
});
const busy = 'failed to create macvlan: device or resource busy';

testCheck(test, check, {
	passes: {
		'two failures, as of a pod that was early': {environment, evidence: of(busy, {times: 2})},
		'failures of an hour ago': {environment, evidence: of(busy, {quietMinutes: 60})},
		'a pod that has started since': {
			environment,
			evidence: {...of(busy), sandboxes: [sandbox('web-7d4b9c6f5d-x7k2p')]},
		},
		'what has no signature, which is for multus/pod-failures': {environment, evidence: of('unknown mode')},
	},
	fails: {
		'credentials of Whereabouts that ran out': finds(
			'whereaboutsRefused',
			'error at storage engine: k8s pool initialized error: Unauthorized',
			'network lan: Unauthorized',
		),
		'no CRDs of Whereabouts': finds(
			'whereaboutsUndefined',
			'error at storage engine: k8s pool initialized error: the server could not find the requested resource (get ippools.whereabouts.cni.cncf.io 192.168.50.0-24)',
			'knows no ippools.whereabouts.cni.cncf.io,',
		),
		'Whereabouts does not reach the API': finds(
			'whereaboutsUnreachable',
			'error at storage engine: k8s pool initialized error: Get "https://10.43.0.1:443/apis/whereabouts.cni.cncf.io/v1alpha1": dial tcp 10.43.0.1:443: i/o timeout',
			'at 10.43.0.1:443,',
		),
		'a lock that is not got in time': finds(
			'whereaboutsBusy',
			'error at storage engine: time limit exceeded while waiting to become leader',
			'lan: time limit exceeded while waiting to become leader',
		),
		'a range that nobody divides': finds(
			'noNodeSlice',
			'error at storage engine: k8s pool initialized error: nodeslicepools.whereabouts.cni.cncf.io "lan" not found',
			'node_slice_size',
		),
		'no DHCP server': finds('noLease', 'error calling DHCP.Allocate: no more tries', 'in the network lan'),
		'a master that ipvlan uses': finds('masterBusy', busy, 'no macvlan can be made'),
		'no virtual function': finds(
			'noDevice',
			'SRIOV-CNI failed to load netconf: LoadConf(): VF pci addr is required',
			'no SR-IOV device for the network lan',
		),
		'a plugin that is older than the definition': finds(
			'cniVersion',
			'incompatible CNI versions; config is "1.1.0", plugin supports ["0.3.1" "1.0.0"]',
			'cniVersion 1.1.0',
		),
		'two default routes': finds(
			'routeExists',
			"failed to add route '{0.0.0.0/0 via 192.168.50.1 dev net1}': file exists",
			'the route 0.0.0.0/0',
		),
		'a bridge of a former range': finds(
			'bridgeAddress',
			'failed to set bridge addr: "br0" already has an IP address different from 192.168.50.1/24',
			'the bridge br0 of the network lan',
		),
		'what the daemon of thick Multus hands on': {
			environment,
			evidence: {
				...of(''),
				log: parseKlog(
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
