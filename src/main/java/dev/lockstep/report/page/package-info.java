/**
 * Pages that people look at in a browser: HTML files that need no other file and no network.
 *
 * <p>{@link dev.lockstep.report.page.Page} is the frame, with the scripts and styles in it; everything from data or plans
 * enters it as text, never as HTML.
 */
package dev.lockstep.report.page;
