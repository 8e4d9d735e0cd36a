import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file, type Reply} from '../core/request.ts';
import {parseProcCounters} from '../parsers/proc-counters.ts';

const path = '/proc/net/snmp';

const tcpErrorsIn = (reply: Reply | undefined): number =>
	parseProcCounters(textOf(reply)).Tcp?.InCsumErrors ?? 0;

/** Segments of TCP that arrived with a wrong checksum between two readings. */
export const snmpChecksumErrors = defineProbe({
	id: 'snmp.checksum-errors',
	summary: 'how many TCP segments arrived with a wrong checksum while this program ran',
	requests: () => [file(path), {kind: 'file', path, sample: 'last'}],
	parse: ([before, after]) => ({tcp: tcpErrorsIn(after) - tcpErrorsIn(before)}),
});
