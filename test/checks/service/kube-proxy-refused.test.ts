import {test} from 'vitest';
import check from '../../../checks/service/kube-proxy-refused.ts';
import {testCheck} from '../../../src/testing.ts';
import {now} from '../builders.ts';
import {crash, logs, run} from '../kube-proxy-builders.ts';

const subject = {kind: 'Pod', namespace: 'kube-system', name: 'kube-proxy'} as const;
const locked =
	'E1122 08:00:00.000000       1 proxier.go:1523] "Failed to execute iptables-restore" err="exit status 4: Another app is currently holding the xtables lock"';
const written = 'I1122 08:00:01.000000       1 proxier.go:1568] "SyncProxyRules complete" elapsed="80ms"';
const forbidden =
	'E1122 08:00:00.000000       1 reflector.go:205] "Failed to watch" err="failed to list *v1.EndpointSlice: Unauthorized" reflector="k8s.io/client-go"';
const crashed =
	'E1122 08:00:00.000000       1 proxier.go:1788] "nftables sync failed" err="signal: segmentation fault (core dumped)" ipFamily="IPv4"';
const noOption =
	'E1122 08:00:00.000000       1 run.go:72] "command failed" err="failed complete: unknown proxy mode"';
const noSysctl =
	'E1122 08:00:00.000000       1 run.go:72] "command failed" err="open /proc/sys/net/netfilter/nf_conntrack_max: permission denied"';

testCheck(test, check, {
	passes: {
		'it says nothing': {evidence: {run: run(), logs: logs(0, 1), now}},
		'the lock was held for a moment': {evidence: {run: run(), logs: logs(0, 1, locked, written), now}},
		'its nft crashed before the table was taken away': {
			evidence: {run: run(), logs: logs(0, 1, crashed, crashed, crashed, written), now},
		},
		'the lock was held five minutes ago': {
			evidence: {run: run(), logs: logs(0, 5, locked, locked, locked), now},
		},
		'the API refuses what it can do without': {
			evidence: {
				run: run(),
				logs: logs(0, 1, ...Array(3).fill(forbidden.replace('EndpointSlice', 'ServiceCIDR'))),
				now,
			},
		},
		'the API read its roles late': {
			evidence: {run: run(), logs: logs(0, 9, forbidden, forbidden, forbidden), now},
		},
		'the run before ended so, and this one goes on': {
			evidence: {run: run({attempt: 1}), logs: logs(0, 900, noOption), now},
		},
	},
	fails: {
		'an option that it does not know': {
			evidence: {run: run(crash), logs: logs(9, 0, noOption), now},
			findings: [{message: 'options', subject, text: 'unknown proxy mode'}],
		},
		'a sysctl that it may not write': {
			evidence: {run: run(crash), logs: logs(9, 0, noSysctl), now},
			findings: [{message: 'sysctlDenied', subject, text: 'nf_conntrack_max: permission denied'}],
		},
		'a certificate that the API does not take': {
			evidence: {run: run(), logs: logs(0, 1, forbidden, forbidden, forbidden), now},
			findings: [{message: 'apiRefuses', subject, text: 'Unauthorized'}],
		},
		'an nft that crashes on tables of the host': {
			evidence: {run: run(), logs: logs(0, 1, crashed, crashed, crashed), now},
			findings: [
				{message: 'nftCrashes', subject, text: 'crashes when it reads the tables of this host (3 times'},
			],
		},
		'a lock that nobody lets go': {
			evidence: {run: run(), logs: logs(0, 1, locked, locked, locked), now},
			findings: [{message: 'lockHeld', subject, text: 'does not get the lock of iptables (3 times'}],
		},
	},
});
