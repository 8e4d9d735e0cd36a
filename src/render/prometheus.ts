import type {Report, Verdict} from '../core/report.ts';
import {shorten, visibleLine} from './escape.ts';
import {defineRenderer} from './renderer.ts';

interface Metric {
	readonly name: string;
	readonly help: string;
	readonly samples: readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];
}

/**
 * A file for node_exporter's textfile collector: https://github.com/prometheus/node_exporter#textfile-collector.
 * No timestamps, which it refuses; labels come from closed sets or the catalogue, so that their number is bounded.
 */
export const prometheus = defineRenderer({
	id: 'prometheus',
	summary: "metrics for node_exporter's textfile collector",
	fileMode: 0o644,
	render: report => metricsOf(report).map(metricText).join(''),
});

const verdicts: readonly Verdict[] = ['ok', 'warning', 'critical', 'undecided'];

const metricsOf = (report: Report): readonly Metric[] => {
	const {summary, tool, environment, node} = report;
	const {role, cni, backend, kubeProxy} = environment;
	return [
		{
			name: 'rke2_netdoctor_info',
			help: 'Version of the program, and what kind of node it judged.',
			samples: [
				[
					{
						version: tool.version,
						rke2_version: node.rke2Version ?? '',
						role: role.value ?? '',
						cni: cni.value ?? '',
						backend: backend.value ?? '',
						kube_proxy: kubeProxy.value ?? '',
					},
					1,
				],
			],
		},
		{
			name: 'rke2_netdoctor_verdict',
			help: 'Verdict of the last run: 1 for the one that holds, 0 for the others.',
			samples: verdicts.map(verdict => [{verdict}, verdict === summary.verdict ? 1 : 0]),
		},
		{
			name: 'rke2_netdoctor_findings',
			help: 'Findings of the last run by severity, those that others explain included.',
			samples: Object.entries(summary.findings).map(([severity, count]) => [{severity}, count]),
		},
		{
			name: 'rke2_netdoctor_checks',
			help: 'Checks of the last run by what they came to.',
			samples: Object.entries(summary.outcomes).map(([status, count]) => [{status}, count]),
		},
		causesMetric(report),
		gauge(
			'rke2_netdoctor_complete',
			'Whether the last run read everything that it meant to.',
			report.complete,
		),
		gauge(
			'rke2_netdoctor_last_run_timestamp_seconds',
			'When the last run ended, in seconds since the epoch.',
			Math.floor(Date.parse(report.finishedAt) / 1000),
		),
		gauge(
			'rke2_netdoctor_last_run_duration_seconds',
			'How long the last run took.',
			report.durationMs / 1000,
		),
	];
};

const gauge = (name: string, help: string, value: number | boolean): Metric => ({
	name,
	help,
	samples: [[{}, Number(value)]],
});

/** By check and message, never by subject: names of the node would make new series for ever. */
const causesMetric = ({causes}: Report): Metric => {
	const counts = new Map<string, readonly [Readonly<Record<string, string>>, number]>();
	for (const {finding, rank} of causes) {
		const labels = {check: finding.check, message: finding.message, severity: rank};
		const key = JSON.stringify(labels);
		counts.set(key, [labels, (counts.get(key)?.[1] ?? 0) + 1]);
	}
	return {
		name: 'rke2_netdoctor_causes',
		help: 'Causes that the last run found, by check and message; without a cause there is no series.',
		samples: [...counts.values()],
	};
};

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
const metricText = ({name, help, samples}: Metric): string =>
	[
		`# HELP ${name} ${help}`,
		`# TYPE ${name} gauge`,
		...samples.map(([labels, value]) => `${name}${labelsText(labels)} ${value}`),
		'',
	].join('\n');

const labelsText = (labels: Readonly<Record<string, string>>): string => {
	const pairs = Object.entries(labels).map(([label, value]) => `${label}="${labelValue(value)}"`);
	return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
};

const labelValue = (value: string): string =>
	shorten(visibleLine(value), 100).replaceAll('\\', String.raw`\\`).replaceAll('"', String.raw`\"`);
