import {test} from 'vitest';
import check from '../../../checks/multus/ipam-failures.ts';
import {testCheck} from '../../../src/testing.ts';
import {sandbox} from '../builders.ts';
import {withMultus as environment} from './builders.ts';
import {added, busy, of, web} from './failures.ts';

testCheck(test, check, {
	passes: {
		'an empty log': {environment, evidence: {...of(''), log: []}},
		'two failures, as of a pod that was early': {
			environment,
			evidence: of(`${added}no IP addresses available in range set: 10.1.0.2-10.1.0.3`, {times: 2}),
		},
		'failures of an hour ago': {
			environment,
			evidence: of(`${added}no IP addresses available in range set: 10.1.0.2-10.1.0.3`, {quietMinutes: 60}),
		},
		'a pod that has started since': {
			environment,
			evidence: {
				...of(`${added}no IP addresses available in range set: 10.1.0.2-10.1.0.3`),
				sandboxes: [sandbox('web-7d4b9c6f5d-x7k2p')],
			},
		},
		'what no IPAM plugin says': {environment, evidence: of(`${added}${busy}`)},
	},
	fails: {
		'a default route by a network without addresses': {
			environment,
			evidence: of(`${added}cannot convert: no valid IP addresses`),
			findings: [{message: 'noResult', subject: web, text: 'the network lan gives no address'}],
		},
		'no DHCP daemon': {
			environment,
			evidence: of(
				`${added}error dialing DHCP daemon: dial unix /run/cni/dhcp.sock: connect: no such file or directory`,
			),
			findings: [{message: 'noDhcp', subject: web, text: 'no /run/cni/dhcp.sock'}],
		},
		'a pool that is full': {
			environment,
			evidence: of(
				`${added}error at storage engine: Could not allocate IP in range: ip: 192.168.101.122 / - 192.168.101.122 / range: 192.168.101.0/24`,
			),
			findings: [{message: 'poolFull', subject: web, text: 'in 192.168.101.0/24'}],
		},
		'credentials of Whereabouts that ran out': {
			environment,
			evidence: of(`${added}error at storage engine: k8s pool initialized error: Unauthorized`),
			findings: [{message: 'whereaboutsRefused', subject: web, text: 'network lan: Unauthorized'}],
		},
		'no CRDs of Whereabouts': {
			environment,
			evidence: of(
				`${added}error at storage engine: k8s pool initialized error: the server could not find the requested resource (get ippools.whereabouts.cni.cncf.io 192.168.50.0-24)`,
			),
			findings: [
				{message: 'whereaboutsUndefined', subject: web, text: 'knows no ippools.whereabouts.cni.cncf.io,'},
			],
		},
		'Whereabouts does not reach the API': {
			environment,
			evidence: of(
				`${added}error at storage engine: k8s pool initialized error: Get "https://10.43.0.1:443/apis/whereabouts.cni.cncf.io/v1alpha1": dial tcp 10.43.0.1:443: i/o timeout`,
			),
			findings: [{message: 'whereaboutsUnreachable', subject: web, text: 'at 10.43.0.1:443,'}],
		},
		'a lock that is not got in time': {
			environment,
			evidence: of(`${added}error at storage engine: time limit exceeded while waiting to become leader`),
			findings: [
				{
					message: 'whereaboutsBusy',
					subject: web,
					text: 'lan: time limit exceeded while waiting to become leader',
				},
			],
		},
		'a range that nobody divides': {
			environment,
			evidence: of(
				`${added}error at storage engine: k8s pool initialized error: nodeslicepools.whereabouts.cni.cncf.io "lan" not found`,
			),
			findings: [{message: 'noNodeSlice', subject: web, text: 'node_slice_size'}],
		},
		'a node without a slice of the range': {
			environment,
			evidence: of(`${added}error at storage engine: no allocated node slice for node`),
			findings: [{message: 'noNodeSlice', subject: web}],
		},
		'a range that is none': {
			environment,
			evidence: of(
				`${added}invalid CIDR (do you have the 'range' parameter set for Whereabouts?) '': invalid CIDR address: `,
			),
			findings: [{message: 'ipamSettings', subject: web, text: "'range' parameter"}],
		},
		'no DHCP server': {
			environment,
			evidence: of(`${added}error calling DHCP.Allocate: no more tries`),
			findings: [{message: 'noLease', subject: web, text: 'in the network lan'}],
		},
	},
});
