import {test} from 'vitest';
import check from '../../../checks/multus/device-failures.ts';
import {testCheck} from '../../../src/testing.ts';
import {withMultus as environment} from './builders.ts';
import {added, delegates, of, web} from './failures.ts';

const gone = `${added}SRIOV-CNI failed to load netconf: LoadConf(): failed to get VF information: "lstat /sys/bus/pci/devices/0000:c1:02.3/physfn/net: no such file or directory"`;
const kubelet = `${delegates}failed getting the delegate: getKubernetesDelegate: failed to get a ResourceClient instance: getKubeletClient: error getting pod resources from client: getPodResources: failed to list pod resources, &{0xc0}.Get(_) = _, rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /var/lib/kubelet/pod-resources/kubelet.sock: connect: permission denied"`;

testCheck(test, check, {
	passes: {
		'an empty log': {environment, evidence: {...of(''), log: []}},
		'two failures, as of a device that was just being made': {environment, evidence: of(gone, {times: 2})},
		'failures of an hour ago': {environment, evidence: of(gone, {quietMinutes: 60})},
		'no device at all, which is for multus/plugin-failures': {
			environment,
			evidence: of(`${added}SRIOV-CNI failed to load netconf: LoadConf(): VF pci addr is required`),
		},
	},
	fails: {
		'a function that was made anew': {
			environment,
			evidence: of(gone),
			findings: [{message: 'deviceGone', subject: web, text: 'the device 0000:c1:02.3 for the network lan'}],
		},
		'a device without an interface': {
			environment,
			evidence: of(`${added}failed to find host device: no net directory under pci device 0000:21:00.1`),
			findings: [{message: 'deviceDriver', subject: web, text: 'the device 0000:21:00.1'}],
		},
		'a function that is being reset': {
			environment,
			evidence: of(
				`${added}failed to set up pod interface "net4" from the device "enp134s0f1": error setting up interface in container namespace: "error bringing interface up in container ns: \\"device or resource busy\\""`,
			),
			findings: [{message: 'deviceBusy', subject: web, text: 'a virtual function of enp134s0f1'}],
		},
		...Object.fromEntries(
			[
				['vlan: operation not supported', 'failed to set vf 2 vlan: operation not supported'],
				['trust state: operation not permitted', 'failed to set vf 3 trust state: operation not permitted'],
			].map(([text = '', said]) => [
				said,
				{
					environment,
					evidence: of(`${added}SRIOV-CNI failed to configure VF "${said}"`),
					findings: [{message: 'deviceSetting', subject: web, text} as const],
				},
			]),
		),
		'a kubelet that does not tell': {
			environment,
			evidence: of(kubelet),
			findings: [{message: 'noDeviceList', subject: web, text: 'kubelet.sock: connect: permission denied'}],
		},
	},
});
