-- Makes of the kinds that our Markdown names what Word and typst have for them: tables of lists of lists, boxes, covers,
-- numbers of headings, places, tones. Links to places that are not there become their words.
local word, typst = FORMAT == 'docx', FORMAT == 'typst'
local places, heads = {}, {}

local function raw(text) return pandoc.RawBlock(word and 'openxml' or 'typst', text) end
local function mark(text) return pandoc.RawInline(word and 'openxml' or 'typst', text) end
local function xml(text) return (text:gsub('&', '&amp;'):gsub('<', '&lt;'):gsub('>', '&gt;'):gsub('"', '&quot;')) end
local function quoted(text) return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"') .. '"' end
local function styled(blocks, name) return pandoc.Div(blocks, pandoc.Attr('', {}, {['custom-style'] = name})) end
local function named(inlines, name) return pandoc.Span(inlines, pandoc.Attr('', {}, {['custom-style'] = name})) end

local function framed(name, blocks)
  local found = pandoc.Blocks{raw('#' .. name .. '[')}
  found:extend(blocks)
  found:insert(raw(']'))
  return found
end

-- long words without a place to part them would run out of their cell
local function parted(blocks)
  return blocks:walk{Str = function(one)
    if utf8.len(one.text) and utf8.len(one.text) <= 18 then return nil end
    local found, run = {}, 0
    for _, code in utf8.codes(one.text, true) do
      local sign = utf8.char(code)
      run = sign:match('[%-/]') and 0 or run + 1
      found[#found + 1] = sign
      if run >= 12 or sign:match('[_.:]') and run > 4 then found[#found + 1], run = '\u{200b}', 0 end
    end
    return pandoc.Str(table.concat(found))
  end}
end

-- ids side by side as far as their line has room for them whole: a line is not to end in the middle of one
local function lined(inlines, room)
  local links, others = 0, 0
  for _, one in ipairs(inlines) do
    if one.t == 'Link' then links = links + 1
    elseif not (one.t == 'Space' or one.t == 'LineBreak' or one.t == 'Str' and one.text == ',') then others = others + 1 end
  end
  if links < 2 or others > 0 then return inlines end
  local used, found = 0, pandoc.Inlines{}
  for index, one in ipairs(inlines) do
    local long = one.t == 'Link' and 1.15 * utf8.len(pandoc.utils.stringify(one)) + 1 or 0
    if one.t == 'LineBreak' then used = 0 end
    if long > 0 and used > 0 and used + long > room and found[#found].t == 'Space' then
      found[#found], used = pandoc.LineBreak(), 0
    end
    used = used + (long > 0 and long + 1 or 0)
    found:insert(one)
  end
  return found
end

local function cell_of(blocks, kind, head, room)
  local inside = pandoc.Blocks{}
  for _, one in ipairs(blocks) do
    local line = one.t == 'Plain' or one.t == 'Para'
    inside:insert(line and pandoc.Para(kind == 'facts' and one.content or lined(one.content, room)) or one)
  end
  if typst then inside = parted(inside) end
  if word then
    local small = kind == 'wide' or kind == 'matrix'
    inside = inside:walk{
      Plain = function(one) return pandoc.Para(one.content) end,
      Code = function(one) return named(pandoc.Inlines{pandoc.Str(one.text)}, small and 'Table Code Small' or 'Table Code') end,
    }
    inside = pandoc.Blocks{styled(inside, head and (small and 'Table Head Small' or 'Table Head') or (small and 'Table Text Small' or 'Table Text'))}
  elseif #inside == 1 and inside[1].t == 'Para' then
    inside = pandoc.Blocks{pandoc.Plain(inside[1].content)}
  end
  return pandoc.Cell(inside)
end

-- how high a cell is at most, in lines: two of them have together more words than one has room for
local function lines_of(blocks, room)
  local lines = 0
  for _, one in ipairs(blocks) do
    if one.t == 'Para' or one.t == 'Plain' then
      local long = 0
      for _, code in utf8.codes(pandoc.utils.stringify(one), true) do long = long + (code > 0x10ff and 2.2 or 1.15) end
      one:walk{LineBreak = function() lines = lines + 1 end}
      lines = lines + 1.5 + 2 * long / math.max(room, 1)
    elseif one.t == 'BulletList' or one.t == 'OrderedList' then
      for _, item in ipairs(one.content) do lines = lines + lines_of(item, room - 4) end
    else return math.huge end
  end
  return lines
end

local rooms = {upright = 104, lying = 215}  -- as written.py has them
local most_lines = {upright = 48, lying = 44}

local function rows_of(list, kind, headed, lies, widths)
  local rows, room = pandoc.List{}, lies and rooms.lying or rooms.upright
  for index, line in ipairs(list.content) do
    local cells, high = pandoc.List{}, 0
    for place, cell in ipairs(line[1] and line[1].content or {}) do
      local own = room * (widths[place] or 1000) / 1000 - 2
      high = math.max(high, lines_of(cell, own))
      cells:insert(cell_of(cell, kind, headed and index == 1, own))
    end
    -- a row stays on one page where it surely fits
    if typst and cells[1] and high <= (lies and most_lines.lying or most_lines.upright) then
      cells[1].attr = pandoc.Attr('', {'together'})
    end
    rows:insert(pandoc.Row(cells))
  end
  return rows
end

-- tables in typst's own words: older versions of pandoc tell it neither widths nor which rows are heads
local function line_of(row)
  local found = pandoc.Blocks{}
  for _, cell in ipairs(row.cells) do
    local opened = cell.attr.classes:includes('together') and 'table.cell(breakable: false)[' or '['
    if #cell.contents == 1 and cell.contents[1].t == 'Plain' then
      local inside = pandoc.Inlines{mark(opened)}
      inside:extend(cell.contents[1].content)
      inside:insert(mark('],'))
      found:insert(pandoc.Plain(inside))
    else
      found:insert(raw(opened))
      found:extend(cell.contents)
      found:insert(raw('],'))
    end
  end
  return found
end

local function set(kind, widths, rows, headed)
  local parts = {}
  for _, width in ipairs(widths) do parts[#parts + 1] = width / 10 .. '%' end
  local found = pandoc.Blocks{raw('#sheet-' .. kind .. '[#figure(align(center)[#table(columns: (' .. table.concat(parts, ', ') .. ',), ')}
  for index, row in ipairs(rows) do
    local heads = headed and index == 1
    if heads then found:insert(raw('table.header(')) end
    found:extend(line_of(row))
    if heads then found:insert(raw('),')) end
  end
  found:insert(raw(')], kind: table)]'))
  return found
end

local function gap() return raw('<w:p><w:pPr><w:pStyle w:val="TableGap"/></w:pPr></w:p>') end

local function sheet(div)
  local kind = div.attributes.kind
  local list = div.content[1]
  if not list or list.t ~= 'BulletList' then return div.content end
  local headed = kind ~= 'facts'
  local widths, found = pandoc.List{}, nil
  for width in div.attributes.widths:gmatch('%d+') do widths:insert(tonumber(width)) end
  local rows = rows_of(list, kind, headed, div.attributes.lies == 'yes', widths)
  if typst then
    found = set(kind, widths, rows, headed)
  else
    local columns = widths:map(function(width) return {pandoc.AlignLeft, width / 1000} end)
    local head = pandoc.TableHead(headed and pandoc.List{rows:remove(1)} or pandoc.List{})
    local body = {attr = pandoc.Attr(), body = rows, head = pandoc.List{}, row_head_columns = 0}
    local style = {['custom-style'] = kind == 'facts' and 'Facts' or kind == 'matrix' and 'Matrix' or 'Table'}
    found = pandoc.Blocks{pandoc.Table({long = {}, short = nil}, columns, head, pandoc.List{body}, pandoc.TableFoot(), pandoc.Attr('', {}, style))}
  end
  if div.attributes.lies == 'yes' then return pandoc.Div(found, pandoc.Attr('', {'lying'})) end
  if typst then return found end
  found:insert(gap())
  return found
end

-- the paragraph that ends a section is as low as can be: it may not be what needs one more page
local function low(how)
  return raw('<w:p><w:pPr><w:pStyle w:val="PageBreak"/><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>' .. how .. '</w:pPr></w:p>')
end
local function ended(how) return low('<w:sectPr><w:type w:val="nextPage"/>' .. how .. '</w:sectPr>') end
local function portrait_before() return ended('') end
local function lying_before() return ended('<w:pgSz w:orient="landscape"/>') end

local kinds = {}
function kinds.sheet(div) return sheet(div) end
function kinds.list(div) return div.content end
function kinds.meaning(div) return word and styled(div.content, 'Definition') or framed('meaning', div.content) end
function kinds.quote(div) return pandoc.BlockQuote(div.content) end
function kinds.rule() return pandoc.HorizontalRule() end
function kinds.caption(div)
  if word then return pandoc.Div(div.content, pandoc.Attr('', {'above'}, {['custom-style'] = 'Table Caption'})) end
  return pandoc.Div(framed('tablecaption', div.content), pandoc.Attr('', {'above'}))
end
function kinds.newpage() return word and raw('<w:p><w:pPr><w:pStyle w:val="PageBreak"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>') or raw('#pagebreak(weak: true)') end
function kinds.title(div) return word and styled(div.content, 'Title') or framed('covertitle', div.content) end
function kinds.subtitle(div) return word and styled(div.content, 'Subtitle') or framed('coverkind', div.content) end
function kinds.cover(div) return typst and framed('cover', div.content) or div.content end
function kinds.boxtitle(div) return word and styled(div.content, 'Box Title') or framed('boxtitle', div.content) end
function kinds.box(div)
  if typst then return framed('hint(' .. quoted(div.attributes.kind or 'note') .. ')', div.content) end
  local found = pandoc.Blocks{}
  for _, one in ipairs(div.content) do
    found:insert((one.t == 'Para' or one.t == 'Plain') and styled(pandoc.Blocks{pandoc.Para(one.content)}, 'Box') or one)
  end
  return found
end

local tones = {['tone-good'] = 'Good', ['tone-weak'] = 'Weak', ['tone-bad'] = 'Bad', ['tone-neutral'] = 'Neutral'}
local signs = {em = pandoc.Emph, strong = pandoc.Strong, del = pandoc.Strikeout, sup = pandoc.Superscript,
  sub = pandoc.Subscript, ins = pandoc.Underline}

local function spanned(span)
  local kind = span.classes[1]
  if signs[kind] then return signs[kind](span.content) end
  if tones[kind] then
    if word then return named(span.content, 'State ' .. tones[kind]) end
    local found = pandoc.Inlines{mark('#tone(' .. quoted(tones[kind]:lower()) .. ')[')}
    found:extend(span.content)
    found:insert(mark(']'))
    return found
  end
  if kind == 'place' and typst then
    local found = pandoc.Inlines{mark('#place-mark(' .. quoted(span.identifier) .. ')')}
    found:extend(span.content)
    return found
  end
  if kind == 'number' and word then return pandoc.Inlines{named(span.content, 'Section Number'), mark('<w:r><w:tab/></w:r>')} end
  if kind == 'number' then return pandoc.Inlines{mark('#secnum['), span.content[1] or '', mark(']')} end
  if kind == 'none' or kind == 'small' or kind == 'mark' then return span.content end
end

local function field(code, shown)
  return '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ' .. code ..
    ' </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>' .. shown ..
    '</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
end

-- a table of contents that is filled already; Word brings its page numbers up to date
local function contents()
  if typst then return raw('#contents()') end
  local lines = {}
  for _, one in ipairs(heads) do
    if one.level <= 3 then
      lines[#lines + 1] = '<w:hyperlink w:anchor="' .. one.id .. '" w:history="1"><w:r><w:t xml:space="preserve">' .. xml(one.text) ..
        '</w:t></w:r><w:r><w:tab/></w:r>' .. field('PAGEREF ' .. one.id .. ' \\h', '') .. '</w:hyperlink>'
    end
  end
  if #heads < 5 then return {} end
  local found = {'<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr><w:r><w:t>Contents</w:t></w:r></w:p>'}
  local index = 0
  for _, one in ipairs(heads) do
    if one.level <= 3 then
      index = index + 1
      local first = index == 1 and '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' or ''
      local last = index == #lines and '<w:r><w:fldChar w:fldCharType="end"/></w:r>' or ''
      found[#found + 1] = '<w:p><w:pPr><w:pStyle w:val="TOC' .. one.level .. '"/></w:pPr>' .. first .. lines[index] .. last .. '</w:p>'
    end
  end
  return {raw(table.concat(found)), kinds.newpage()}
end

-- typst reads signs at the start of a cell or a line as markup where pandoc has not escaped them: here none is left
local function verbatim(one)
  if one.text:match('^[%w,;]*$') then return nil end
  return mark('#' .. quoted(one.text) .. ';')
end

local function gather(doc)
  doc:walk{
    Header = function(one) heads[#heads + 1] = {id = one.identifier, level = one.level, text = pandoc.utils.stringify(one)}; places[one.identifier] = true end,
    Span = function(one) if one.identifier ~= '' then places[one.identifier] = true end end,
  }
end

-- a wide table stands on pages of its own that lie on their side, with what leads to it: heading, a few words, caption
local function raws(one, words) return one.t == 'RawBlock' and one.text:find(words, 1, true) ~= nil end
local function breaks(one) return raws(one, word and 'w:type="page"' or '#pagebreak') end
local function gaps(one) return raws(one, 'TableGap') end

local function leading(found)
  local caption = found[#found] and found[#found].t == 'Div' and found[#found].classes:includes('above') and 1 or 0
  for back = caption, caption + 3 do
    local one = found[#found - back]
    if one and one.t == 'Header' then
      local more = found[#found - back - 1]
      return back + 1 + (more and more.t == 'RawBlock' and more.text:find('place-mark', 1, true) and 1 or 0)
    end
    if not one or one.t ~= 'Para' then break end
  end
  return caption
end

-- parts that stand upright and parts that lie, in turns; wide tables with nothing between them share their pages
local function parts_of(blocks)
  local parts = pandoc.List{{lies = false, blocks = pandoc.Blocks{}, after = 0}}
  for _, one in ipairs(blocks) do
    local here, before = parts[#parts], parts[#parts - 1]
    if one.t == 'Div' and one.classes:includes('lying') then
      local lead = pandoc.Blocks{}
      for _ = 1, leading(here.blocks) do lead:insert(1, here.blocks:remove(#here.blocks)) end
      local broken = here.blocks:find_if(function(each) return not breaks(each) end) == nil
      if broken and before then
        before.blocks:insert(#here.blocks > 0 and kinds.newpage() or word and gap() or raw('#v(6pt)'))
        parts:remove(#parts)
      else
        parts:insert{lies = true, blocks = pandoc.Blocks{}, after = 0}
      end
      parts[#parts].blocks:extend(lead)
      parts[#parts].blocks:extend(one.content)
      parts:insert{lies = false, blocks = pandoc.Blocks{}, after = 0}
    elseif before and before.after < 2 and #here.blocks == 0 and one.t == 'Para' and #pandoc.utils.stringify(one) < 160 then
      before.blocks:insert(one)  -- a few words below such a table need no page of their own
      before.after = before.after + 1
    elseif not (breaks(one) and here.blocks[#here.blocks] and breaks(here.blocks[#here.blocks])) then
      here.blocks:insert(one)
    end
  end
  return parts
end

-- what would be on a page of its own at the ends of a part, or be the first to run over its last page
local function trimmed(part, first, last)
  local blocks = part.blocks
  while not first and blocks[1] and breaks(blocks[1]) do blocks:remove(1) end
  local open = false
  while blocks[#blocks] and (breaks(blocks[#blocks]) or gaps(blocks[#blocks])) do
    open = gaps(blocks:remove(#blocks)) or open
  end
  if last and open then blocks:insert(low('')) end  -- Word wants words after a table
  return blocks
end

local function lying(blocks)
  local found, parts = pandoc.Blocks{}, parts_of(blocks)
  for index, part in ipairs(parts) do
    local inside = trimmed(part, index == 1, index == #parts)
    if part.lies and typst then found:insert(raw('#on-its-side[')) end
    for place, one in ipairs(inside) do
      if not (gaps(one) and inside[place + 1] and breaks(inside[place + 1])) then found:insert(one) end
    end
    if part.lies then found:insert(word and lying_before() or raw(']'))
    elseif word and index < #parts and #inside > 0 then found:insert(portrait_before()) end
  end
  return found
end

function Pandoc(doc)
  gather(doc)
  local made = doc:walk{
    traverse = 'topdown',
    Div = function(div)
      local kind = div.classes[1]
      if kind == 'contents' then return contents(), false end
    end,
  }
  if word then  -- a tab stands between number and words
    made = made:walk{Header = function(one)
      one = one:walk{Code = function(each) return named(pandoc.Inlines{pandoc.Str(each.text)}, 'Heading Code') end}
      for index = #one.content - 1, 1, -1 do
        local each = one.content[index]
        if each.t == 'Span' and each.classes:includes('number') then one.content:remove(index + 1) end
      end
      return one
    end}
  end
  if typst then
    made = made:walk{Header = function(one)
      local found = pandoc.Blocks{}
      one.content = one.content:filter(function(each)
        local place = each.t == 'Span' and each.classes:includes('place')
        if place then found:insert(raw('#place-mark(' .. quoted(each.identifier) .. ')')) end
        return not place
      end)
      found:insert(one)
      return found
    end}
  end
  made = made:walk{
    Link = function(one)
      local place = one.target:match('^#(.*)$')
      if place and not places[place] then return one.content end
    end,
    Span = spanned,
    Div = function(div) local kind = kinds[div.classes[1]]; if kind then return kind(div) end end,
    Image = function(one)
      if typst then return mark('#picture(' .. quoted(one.src) .. ', ' .. quoted(pandoc.utils.stringify(one.caption)) .. ')') end
    end,
  }
  made.blocks = lying(made.blocks)
  if typst then made = made:walk{Str = verbatim} end
  return made
end
