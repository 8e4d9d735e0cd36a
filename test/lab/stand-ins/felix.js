// Stand-in for calico-node's Felix: health on loopback, and, unless the argument is `no-metrics`, metrics on every address.
import {becomeProgram, reportReady, serveTexts} from './stand-in.js';

const [metrics] = becomeProgram();
const columns = [
	['COMPONENT', 'TIMEOUT', 'LIVENESS', 'READINESS', 'DETAIL'],
	['CalculationGraph', '30s', 'reporting live', 'reporting ready', ''],
	['FelixStartup', '-', 'reporting live', 'reporting ready', ''],
	['InternalDataplaneMainLoop', '1m30s', 'reporting live', 'reporting ready', ''],
];
const widths = columns[0].map((_, index) => Math.max(...columns.map(row => row[index].length)));
const line = `+${widths.map(width => '-'.repeat(width + 2)).join('+')}+`;
const [header, ...rows] = columns.map(
	row => `|${row.map((cell, index) => ` ${cell.padEnd(widths[index])} `).join('|')}|`,
);
const table = `${[line, header, line, ...rows, line].join('\n')}\n`;

await serveTexts(9099, '127.0.0.1', {'/readiness': table, '/liveness': table});
if (metrics !== 'no-metrics') {
	await serveTexts(9091, '0.0.0.0', {'/metrics': 'felix_active_local_endpoints 3\n'});
}
reportReady();
