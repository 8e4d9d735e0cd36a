import {test} from 'vitest';
import check from '../../../checks/dns/coredns-log.ts';
import {testCheck} from '../../../src/testing.ts';
import {now} from '../builders.ts';
import {ended, says} from './coredns-says.ts';
import {coredns as subject} from './resolvers.ts';

const loop =
	'[FATAL] plugin/loop: Loop (127.0.0.1:50829 -> :53) detected for zone ".", see https://coredns.io/plugins/loop#troubleshooting. Query: "HINFO 4547991504243258144.3688648895315093531."';
const timeout =
	'[ERROR] plugin/errors: 2 example.com. A: read udp 10.42.1.5:41231->192.0.2.53:53: i/o timeout';
const watch =
	'[ERROR] plugin/kubernetes: Unhandled Error: pkg/mod/k8s.io/client-go/tools/cache/reflector.go:243: Failed to watch *v1.Service: failed to list *v1.Service: Get "https://10.43.0.1:443/api/v1/services?limit=500&resourceVersion=0": dial tcp 10.43.0.1:443: i/o timeout';

testCheck(test, check, {
	passes: {
		'the API was away for a minute, minutes ago': says(watch, {times: 6, every: 15, minutes: 4}),
		'a log without complaints': says('[INFO] plugin/reload: Running configuration SHA512 = 591cf328'),
		'a slow name server, now and then': says(timeout, {times: 9, every: 20}),
		'a server that drops a foreign name once in three days': says(timeout, {times: 10, every: 3 * 86_400}),
		'a name server that was silent for seconds': says(timeout, {times: 40}),
		'one that was silent until ten minutes ago': says(timeout, {times: 40, every: 5, minutes: 10}),
		'a name server that was silent an hour ago': says(timeout, {times: 40, minutes: 60}),
		'an API that was restarted': says(watch, {times: 2}),
		'an API that was restarted, and refuses until it has its roles': says(
			'[ERROR] plugin/kubernetes: Failed to watch: services is forbidden: User "system:coredns" cannot watch resource "services" in API group "" at the cluster scope',
			{times: 3},
		),
		'a name that does not exist': says(
			'[INFO] 10.42.1.9:41231 - 1 "A IN plugin.loop.example. udp 40 false 512" NXDOMAIN qr,rd,ra 115 0.001s',
			{times: 50},
		),
		'no CoreDNS on this node': {evidence: {coredns: {}, logs: [], now}},
	},
	fails: {
		'it may not have port 53': {
			...says('Listen: listen tcp :53: bind: permission denied', {run: ended}),
			findings: [{message: 'bindDenied', subject, text: 'it may not listen on port 53'}],
		},
		'another program has port 53': {
			...says('Listen: listen udp 10.0.0.2:53: bind: address already in use', {run: ended}),
			findings: [{message: 'portTaken', subject, text: '10.0.0.2:53'}],
		},
		'it asks itself': {
			...says(loop, {run: ended}),
			findings: [{message: 'loop', subject, text: 'Loop (127.0.0.1:50829 -> :53) detected'}],
		},
		'a Corefile with a mistake': {
			...says("/etc/coredns/Corefile:12 - Error during parsing: Unknown directive 'forwad'", {run: ended}),
			findings: [{message: 'corefile', subject, text: 'forwad'}],
		},
		'a plugin that has no name server': {
			...says('plugin/forward: not an IP address or file: "resolver.example"', {run: ended}),
			findings: [{message: 'corefile', subject, text: 'not an IP address'}],
		},
		'an older one, which ends when the API does not answer': {
			...says(
				'plugin/kubernetes: Get "https://10.43.0.1:443/version?timeout=32s": dial tcp 10.43.0.1:443: connect: connection refused',
				{run: ended},
			),
			findings: [{message: 'apiUnreachable', subject, text: '10.43.0.1:443'}],
		},
		'two blocks for one zone': {
			...says('cannot serve dns://.:53 - it is already defined', {run: ended}),
			findings: [{message: 'corefile', subject, text: 'already defined'}],
		},
		'the service address of the API is silent': {
			...says(watch, {times: 4, every: 30}),
			findings: [{message: 'apiUnreachable', subject, text: 'dial tcp 10.43.0.1:443'}],
		},
		'its rights are gone': {
			...says(
				'[ERROR] plugin/kubernetes: pkg/mod/k8s.io/client-go/tools/cache/reflector.go:229: failed to list *v1.EndpointSlice: endpointslices.discovery.k8s.io is forbidden: User "system:serviceaccount:kube-system:coredns" cannot list resource "endpointslices"',
				{times: 4, every: 30},
			),
			findings: [{message: 'apiRefuses', subject, text: 'refuses CoreDNS endpointslices.discovery.k8s.io'}],
		},
		'a name server outside that is silent': {
			...says(timeout, {times: 40, every: 5}),
			findings: [
				{
					message: 'upstream',
					subject,
					text: 'The name server 192.0.2.53 does not answer CoreDNS on this node (40 times in the last minutes): names such as example.com fail',
				},
			],
		},
		'and one of IPv6, that no route leads to': {
			...says(
				'[ERROR] plugin/errors: 2 example.com. A: dial udp [2001:db8::53]:53: connect: network is unreachable',
				{times: 12, every: 15},
			),
			findings: [{message: 'upstream', subject, text: '2001:db8::53'}],
		},
	},
});
