import type { CdkVirtualScrollViewport, VirtualScrollStrategy } from '@angular/cdk/scrolling'
import { Injectable, signal } from '@angular/core'
import { NEVER } from 'rxjs'

/** What stays where it is on the screen whatever comes, goes or grows: the end, or a row at `below` px under the top. */
type Anchor = 'end' | { readonly key: string; readonly below: number }

const guess = 58
/** px beyond the screen in which rows are rendered, too. */
const margin = 500
/** px from the end that still count as it. */
const nearEnd = 32

/** Virtual scrolling for rows of any height: each is measured when it is rendered, by its `data-key`. */
@Injectable()
export class MeasuredScroll implements VirtualScrollStrategy {
  readonly scrolledIndexChange = NEVER
  /** The first row on the screen; `null` before there is one. */
  readonly first = signal<number | null>(null)
  readonly atEnd = signal(true)
  private viewport: CdkVirtualScrollViewport | null = null
  private keys: readonly string[] = []
  private anchor: Anchor = 'end'
  private readonly heights = new Map<string, number>()
  private readonly observer = new ResizeObserver(() => this.measure())

  attach(viewport: CdkVirtualScrollViewport): void {
    this.viewport = viewport
    const element = viewport.elementRef.nativeElement
    for (const part of [element, ...element.children]) this.observer.observe(part)
    this.layOut()
  }

  detach(): void {
    this.observer.disconnect()
    this.viewport = null
  }

  setRows(keys: readonly string[]): void {
    this.keys = keys
    this.layOut()
  }

  onContentScrolled(): void {
    const { viewport } = this
    // Until the spacer has the size it was given the browser moves the content, not the user.
    if (viewport === null || Math.abs(this.spacer() - this.tops().total) > 1) return
    const top = viewport.measureScrollOffset()
    const { tops, total } = this.tops()
    const row = Math.max(
      0,
      tops.findLastIndex((one) => one <= top),
    )
    const key = this.keys[row]
    const isEnd = top + viewport.getViewportSize() >= total - nearEnd
    if (key !== undefined) this.anchor = isEnd ? 'end' : { key, below: (tops[row] ?? 0) - top }
    this.layOut()
  }

  onDataLengthChanged(): void {
    this.layOut()
  }

  onContentRendered(): void {
    this.measure()
  }

  onRenderedOffsetChanged(): void {
    this.restore()
  }

  scrollToIndex(index: number): void {
    const key = this.keys[index]
    if (key !== undefined) this.scrollToKey(key)
  }

  scrollToKey(key: string): void {
    this.anchor = { key, below: 120 }
    this.layOut()
  }

  scrollToEnd(): void {
    this.anchor = 'end'
    this.layOut()
  }

  /** Where each row begins. */
  private tops(): { readonly tops: readonly number[]; readonly total: number } {
    let total = 0
    const tops = this.keys.map((key) => {
      const top = total
      total += this.heights.get(key) ?? guess
      return top
    })
    return { tops, total }
  }

  private spacer(): number {
    return (
      this.viewport?.elementRef.nativeElement.querySelector<HTMLElement>('.cdk-virtual-scroll-spacer')?.offsetHeight ??
      0
    )
  }

  private measure(): void {
    const rows = this.viewport?.elementRef.nativeElement.querySelectorAll<HTMLElement>('[data-key]') ?? []
    for (const row of rows) this.heights.set(row.dataset['key'] ?? '', row.getBoundingClientRect().height)
    this.viewport?.checkViewportSize()
  }

  private target(tops: readonly number[], total: number, size: number): number {
    const { anchor } = this
    const row = anchor === 'end' ? -1 : this.keys.indexOf(anchor.key)
    const wanted = anchor === 'end' || row < 0 ? total - size : (tops[row] ?? 0) - anchor.below
    return Math.max(0, Math.min(wanted, total - size))
  }

  private layOut(): void {
    const { viewport, keys } = this
    if (viewport === null) return
    const { tops, total } = this.tops()
    const size = viewport.getViewportSize()
    const top = this.target(tops, total, size)
    const start = Math.max(
      0,
      tops.findLastIndex((one) => one <= top - margin),
    )
    const after = tops.findIndex((one) => one >= top + size + margin)
    viewport.setTotalContentSize(total)
    viewport.setRenderedRange({ start, end: after < 0 ? keys.length : after })
    // Few messages stand at the bottom.
    viewport.setRenderedContentOffset((tops[start] ?? 0) + Math.max(0, size - total))
    this.restore()
    this.first.set(keys.length === 0 ? null : tops.findLastIndex((one) => one <= top))
    this.atEnd.set(top + size >= total - nearEnd)
  }

  private restore(): void {
    const { viewport } = this
    if (viewport === null) return
    const { tops, total } = this.tops()
    const top = this.target(tops, total, viewport.getViewportSize())
    if (Math.abs(viewport.measureScrollOffset() - top) > 1) viewport.scrollToOffset(top)
  }
}
